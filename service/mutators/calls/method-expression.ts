import { childOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { argumentsOf, calleeName, isMethodCall } from './call-parts.ts';

const bothWays = (pairs: readonly (readonly [string, string])[]) =>
  new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));

const METHODS = new Map([
  ...bothWays([
    ['startswith', 'endswith'],
    ['lower', 'upper'],
    ['lstrip', 'rstrip'],
    ['removeprefix', 'removesuffix'],
    ['find', 'rfind'],
    ['partition', 'rpartition'],
    ['ljust', 'rjust'],
    ['union', 'intersection'],
    ['issubset', 'issuperset'],
    ['keys', 'values'],
    ['popleft', 'pop'],
    ['appendleft', 'append'],
    ['extendleft', 'extend'],
    ['floor', 'ceil'],
  ]),
  ['strip', 'lstrip'],
  ['capitalize', 'lower'],
  ['title', 'lower'],
  ['casefold', 'upper'],
  ['swapcase', 'lower'],
  ['difference', 'intersection'],
  ['symmetric_difference', 'intersection'],
  ['fullmatch', 'match'],
]);
/** These pairs work in one direction: lists have no `popleft`. */
const ONE_WAY_ONLY = new Set(['pop', 'append', 'extend']);
/** The same without a limit on the number of parts. */
const SPLITS = bothWays([['split', 'rsplit']]);
const FUNCTIONS = new Map([
  ...bothWays([
    ['min', 'max'],
    ['any', 'all'],
    ['floor', 'ceil'],
  ]),
  ['sorted', 'list'],
  ['reversed', 'iter'],
]);

/** `a.startswith(b)` → `a.endswith(b)`, `min(a)` → `max(a)` and the other well-known pairs. */
export const methodExpression: Mutator = {
  name: 'MethodExpression',
  nodeTypes: ['call'],
  *mutate(node) {
    const name = calleeName(node);
    const callee = childOf(node, 'function');
    const target = isMethodCall(node) && callee ? childOf(callee, 'attribute') : callee;
    const replacement = isMethodCall(node)
      ? methodFor(name, argumentsOf(node).length)
      : functionFor(name, argumentsOf(node).length);
    if (target && replacement !== undefined) yield replaceNode(target, replacement);
  },
};

function methodFor(name: string, argumentCount: number): string | undefined {
  if (ONE_WAY_ONLY.has(name)) return undefined;
  return METHODS.get(name) ?? (argumentCount > 1 ? SPLITS.get(name) : undefined);
}

function functionFor(name: string, argumentCount: number): string | undefined {
  return name === 'sorted' && argumentCount !== 1 ? undefined : FUNCTIONS.get(name);
}
