/** Whether an `if:` of a workflow holds, as far as that is known before anything runs. */

type Value = string | number | boolean | null;
/** Known only while the workflow runs. */
const UNKNOWN = Symbol('unknown');
type Result = Value | typeof UNKNOWN;

/** What GitHub will say about an event, by name in lower case; what is not in it is unknown. */
export type KnownContext = ReadonlyMap<string, Value>;

const LONGEST_CONDITION = 4000;
const DEEPEST = 100;
const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|(&&|\|\||==|!=|<=|>=|[<>!(),])|([A-Za-z_][\w.*-]*(?:\[[^\]]*\][\w.*-]*)*))/y;

/** True, false, or undefined where it depends on what nobody knows yet. */
export function evaluateCondition(
  condition: string | number | boolean | undefined,
  known: KnownContext,
): boolean | undefined {
  if (condition === undefined) return true;
  if (typeof condition !== 'string') return isTrue(condition);
  const whole = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  if (whole.includes('${{') || whole.length > LONGEST_CONDITION) return undefined;
  if (whole.trim() === '') return true;
  const tokens = tokenize(whole);
  const result = tokens === undefined ? UNKNOWN : new Evaluation(tokens, known).run();
  return result === UNKNOWN ? undefined : isTrue(result);
}

const isTrue = (value: Value): boolean => value !== null && value !== '' && value !== 0 && value !== false;

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    tokens.push(match[0].trim());
    end = TOKEN.lastIndex;
  }
  return text.slice(end).trim() === '' ? tokens : undefined;
}

class Evaluation {
  readonly #tokens: readonly string[];
  readonly #known: KnownContext;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], known: KnownContext) {
    this.#tokens = tokens;
    this.#known = known;
  }

  run(): Result {
    const result = this.#either();
    return this.#at === this.#tokens.length ? result : UNKNOWN;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #either(): Result {
    let left = this.#both();
    while (this.#takes('||')) {
      const right = this.#both();
      if (left === UNKNOWN) left = right !== UNKNOWN && isTrue(right) ? right : UNKNOWN;
      else if (!isTrue(left)) left = right;
    }
    return left;
  }

  #both(): Result {
    let left = this.#comparison();
    while (this.#takes('&&')) {
      const right = this.#comparison();
      if (left === UNKNOWN) left = right !== UNKNOWN && !isTrue(right) ? right : UNKNOWN;
      else if (isTrue(left)) left = right;
    }
    return left;
  }

  #comparison(): Result {
    const left = this.#operand();
    if (this.#takes('==')) return negate(negate(compare(left, this.#operand())));
    if (this.#takes('!=')) return negate(compare(left, this.#operand()));
    for (const operator of ['<=', '>=', '<', '>']) {
      if (!this.#takes(operator)) continue;
      this.#operand();
      return UNKNOWN;
    }
    return left;
  }

  #operand(): Result {
    this.#depth += 1;
    const token = this.#tokens[this.#at];
    if (token === undefined || this.#depth > DEEPEST) return UNKNOWN;
    this.#at += 1;
    const result = this.#valueOf(token);
    this.#depth -= 1;
    return result;
  }

  #valueOf(token: string): Result {
    if (token === '!') return negate(this.#operand());
    if (token === '(') {
      const inner = this.#either();
      return this.#takes(')') ? inner : UNKNOWN;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    const name = token.toLowerCase();
    if (name === 'true' || name === 'false') return name === 'true';
    if (name === 'null') return null;
    if (this.#takes('(')) return call(name, this.#arguments());
    return this.#known.get(name) ?? (this.#known.has(name) ? null : UNKNOWN);
  }

  #arguments(): Result[] {
    const values: Result[] = [];
    while (this.#at < this.#tokens.length && !this.#takes(')')) {
      values.push(this.#either());
      if (!this.#takes(',') && this.#tokens[this.#at] !== ')') return [UNKNOWN];
    }
    return values;
  }
}

const negate = (value: Result): Result => (value === UNKNOWN ? UNKNOWN : !isTrue(value));

function compare(left: Result, right: Result): Result {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return typeof left === typeof right ? left === right : Number(left ?? 0) === Number(right ?? 0);
}

function call(name: string, values: readonly Result[]): Result {
  // Whatever comes before is expected to work.
  if (name === 'success' || name === 'always') return true;
  const [text, part] = values;
  if (typeof text !== 'string' || typeof part !== 'string') return UNKNOWN;
  const [inText, inPart] = [text.toLowerCase(), part.toLowerCase()];
  if (name === 'contains') return inText.includes(inPart);
  if (name === 'startswith') return inText.startsWith(inPart);
  if (name === 'endswith') return inText.endsWith(inPart);
  return UNKNOWN;
}
