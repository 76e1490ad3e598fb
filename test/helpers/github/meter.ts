import type { JobRecord } from './actions/run-records.ts';
import type { Clock } from './clock.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = 10_000;

export interface Counts {
  readonly jobs: number;
  /** As GitHub bills them: each job's time, rounded up to a whole minute. */
  readonly billedMinutes: number;
  readonly restCalls: number;
  readonly restCallsByOperation: Readonly<Record<string, number>>;
  /** Answers of 304, which cost nothing. */
  readonly notModified: number;
  readonly pushes: number;
  readonly refsPushed: number;
  /** The most refs that were pushed within any ten seconds. */
  readonly mostRefsIn10S: number;
  readonly webhooks: number;
}

/** What a run costs on GitHub. */
export class Meter {
  readonly #clock: Clock;
  readonly #jobs: JobRecord[] = [];
  readonly #calls = new Map<string, number>();
  readonly #pushes: { at: number; refs: number }[] = [];
  #notModified = 0;
  #webhooks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  countCall(operation: string): void {
    this.#calls.set(operation, (this.#calls.get(operation) ?? 0) + 1);
  }

  countNotModified(): void {
    this.#notModified += 1;
  }

  countJob(job: JobRecord): void {
    this.#jobs.push(job);
  }

  countPush(refs: number): void {
    this.#pushes.push({ at: this.#clock(), refs });
  }

  countWebhook(): void {
    this.#webhooks += 1;
  }

  get counts(): Counts {
    return {
      jobs: this.#jobs.length,
      billedMinutes: this.#jobs.reduce((sum, job) => sum + this.#billedMinutes(job), 0),
      restCalls: [...this.#calls.values()].reduce((sum, count) => sum + count, 0),
      restCallsByOperation: Object.fromEntries(this.#calls),
      notModified: this.#notModified,
      pushes: this.#pushes.length,
      refsPushed: this.#pushes.reduce((sum, { refs }) => sum + refs, 0),
      mostRefsIn10S: Math.max(0, ...this.#pushes.map(({ at }) => this.#refsBetween(at, at + WINDOW_MS))),
      webhooks: this.#webhooks,
    };
  }

  #billedMinutes({ startedAt, completedAt }: JobRecord): number {
    return Math.max(1, Math.ceil(((completedAt ?? this.#clock()) - (startedAt ?? this.#clock())) / MINUTE_MS));
  }

  #refsBetween(start: number, end: number): number {
    return this.#pushes.filter(({ at }) => at >= start && at < end).reduce((sum, { refs }) => sum + refs, 0);
  }
}
