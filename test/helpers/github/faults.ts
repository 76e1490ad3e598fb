/** Which requests a fault is for; what is left out matches all. */
export interface RequestMatcher {
  /** An operation of the REST API such as `actions/get-workflow-run`, `git` for clones and pushes, `storage` for one-minute links. */
  readonly operation?: string | RegExp;
  readonly method?: string;
  readonly path?: RegExp;
}

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
    }
  /** The connection ends before anything is done. */
  | { readonly kind: 'drop' }
  /** What was asked is done, and the connection ends before the answer. */
  | { readonly kind: 'drop-answer' }
  | { readonly kind: 'primary-limit'; readonly retryAfterS: number }
  | { readonly kind: 'secondary-limit'; readonly retryAfterS: number; readonly status?: 403 | 429 }
  | { readonly kind: 'delay'; readonly milliseconds: number };

interface Expected {
  readonly matcher: RequestMatcher;
  readonly fault: Fault;
  remaining: number;
}

export class Faults {
  #expected: Expected[] = [];

  /** The next requests that match meet this fault, once unless `times` says more. */
  next(matcher: RequestMatcher, fault: Fault, times = 1): void {
    this.#expected.push({ matcher, fault, remaining: times });
  }

  /** Every request fails until `clear`. */
  goDown(fault: Fault = { kind: 'status', status: 503, message: 'Service Unavailable' }): void {
    this.next({}, fault, Infinity);
  }

  clear(): void {
    this.#expected = [];
  }

  /** How many faults were asked for and met by no request; a test that wants its fault to happen looks at this. */
  get unmet(): number {
    return this.#expected.filter(({ remaining }) => remaining > 0 && Number.isFinite(remaining)).length;
  }

  take(operation: string, method: string, path: string): Fault | undefined {
    const expected = this.#expected.find(
      ({ matcher, remaining }) => remaining > 0 && matches(matcher, operation, method, path),
    );
    if (expected === undefined) return undefined;
    expected.remaining -= 1;
    return expected.fault;
  }
}

function matches(matcher: RequestMatcher, operation: string, method: string, path: string): boolean {
  const { operation: wanted } = matcher;
  const isOperation = wanted instanceof RegExp ? wanted.test(operation) : (wanted ?? operation) === operation;
  return isOperation && (matcher.method ?? method) === method && (matcher.path?.test(path) ?? true);
}
