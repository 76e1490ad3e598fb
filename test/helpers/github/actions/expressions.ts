import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

export type Contexts = Readonly<Record<string, unknown>>;

/** What `always()` and the like answer for a job, from the jobs that it needs. */
export interface NeededResults {
  readonly hasFailure: boolean;
  readonly isCancelled: boolean;
}

const SUCCEEDED: NeededResults = { hasFailure: false, isCancelled: false };

/** The text with its `${{ … }}` replaced; one that is a single expression keeps the type of its value. */
export function interpolate(text: unknown, contexts: Contexts): unknown {
  if (typeof text !== 'string') return text;
  const whole = /^\s*\$\{\{(?<expression>(?:(?!\}\}).)*)\}\}\s*$/s.exec(text)?.groups?.['expression'];
  if (whole !== undefined) return evaluate(whole, contexts);
  return text.replaceAll(EXPRESSION, (_, expression: string) => asText(evaluate(expression, contexts)));
}

/** A job's `if:`, where the braces may be left out and `success()` is meant unless another such function is called. */
export function evaluateCondition(condition: string | boolean, contexts: Contexts, results: NeededResults): boolean {
  const text = String(condition).trim();
  const bare = text.startsWith('${{') && text.endsWith('}}') ? text.slice(3, -2) : text;
  const hasStatusFunction = /\b(always|success|failure|cancelled)\s*\(/.test(bare);
  const isWanted = isTruthy(evaluate(bare, contexts, results));
  return hasStatusFunction ? isWanted : isWanted && !results.hasFailure && !results.isCancelled;
}

export function interpolateAll(value: unknown, contexts: Contexts): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => interpolateAll(item, contexts));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, interpolateAll(item, contexts)]));
  return interpolate(value, contexts);
}

function evaluate(expression: string, contexts: Contexts, results = SUCCEEDED): unknown {
  const functions = statusFunctions(results);
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), [...functions.values()]).parse();
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const value = new Evaluator(tree, dictionary, functions).evaluate();
  return JSON.parse(JSON.stringify(value, data.replacer)) as unknown;
}

function statusFunctions({ hasFailure, isCancelled }: NeededResults) {
  const answers = {
    always: true,
    success: !hasFailure && !isCancelled,
    failure: hasFailure,
    cancelled: isCancelled,
  };
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      { name, minArgs: 0, maxArgs: 255, call: () => new data.BooleanData(answer) },
    ]),
  );
}

const isTruthy = (value: unknown): boolean => value !== false && value !== null && value !== 0 && value !== '';

function asText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
