/**
 * What can be told of a value from its text alone.
 *
 * The rule for `==` and `!=` (docs/decisions/0003): the compared values are **ordered** when one side is a number, a
 * `len(…)` call or arithmetic with a number, and the other is not plainly something else. All other values may have no
 * order, so that `<=` would raise at once and prove nothing. Strings are among them: what is compared with a string is as
 * often None or an enumeration, and hardly anybody mistakes the order of two strings.
 */
import { childOf, partsOf, withoutParentheses, type SyntaxNode } from '../../python/syntax-node.ts';
import { operatorOf } from './operator-precedence.ts';

const TEXT_OR_COLLECTION = new Set([
  'string',
  'concatenated_string',
  'list',
  'tuple',
  'set',
  'dictionary',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
]);
const WITHOUT_ORDER = new Set([...TEXT_OR_COLLECTION, 'none', 'true', 'false', 'lambda', 'ellipsis']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '//', '%', '**']);

export function areOrdered(left: SyntaxNode, right: SyntaxNode): boolean {
  const sides = [withoutParentheses(left), withoutParentheses(right)];
  return sides.some(isNumber) && !sides.some((side) => WITHOUT_ORDER.has(side.type));
}

/** A string, or a list or the like written out: `+` joins it, `*` repeats it, `%` formats it. */
export function isTextOrCollection(node: SyntaxNode): boolean {
  const inner = withoutParentheses(node);
  if (TEXT_OR_COLLECTION.has(inner.type)) return true;
  if (inner.type !== 'binary_operator') return false;
  const [left, right] = operandsOf(inner);
  const operator = operatorOf(inner)?.type;
  if (operator === '%') return left !== undefined && isTextOrCollection(left);
  return (operator === '+' || operator === '*') && [left, right].some((side) => side && isTextOrCollection(side));
}

export const operandsOf = (node: SyntaxNode): (SyntaxNode | undefined)[] => [
  childOf(node, 'left'),
  childOf(node, 'right'),
];

function isNumber(node: SyntaxNode): boolean {
  const inner = withoutParentheses(node);
  switch (inner.type) {
    case 'integer':
    case 'float':
      return !/j$/i.test(inner.text);
    case 'unary_operator':
      return partsOf(inner).some(isNumber);
    case 'binary_operator':
      return (
        ARITHMETIC.has(operatorOf(inner)?.type ?? '') &&
        !isTextOrCollection(inner) &&
        operandsOf(inner).some((side) => side && isNumber(side))
      );
    case 'call':
      return childOf(inner, 'function')?.text === 'len';
    default:
      return false;
  }
}
