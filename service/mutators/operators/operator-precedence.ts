import { childOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Change, replaceNode } from '../mutator.ts';

/**
 * How tightly Python's operators bind, loosest first (The Python Language Reference, 6.17). The grammar has two of them
 * wrong, `^` before `&` and `**` before `await`: where they meet without parentheses, a mutant may be of the other group.
 */
const BINDING: Readonly<Record<string, number>> = {
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '//': 11,
  '%': 11,
  '@': 11,
  unary: 12,
  '**': 13,
  await: 14,
};
const PRIMARY = 15;

export const operatorOf = (node: SyntaxNode): SyntaxNode | undefined => childOf(node, 'operator');

/**
 * Replaces the operator of a binary or boolean expression. Only the operator's text where the meaning of everything
 * around stays the same; else the whole expression, with the parentheses that keep it.
 */
export function replaceOperator(node: SyntaxNode, replacement: string): Change | undefined {
  const operator = operatorOf(node);
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (!operator || !left || !right) return undefined;
  const needsLeft = isTooLoose(bindingOf(left), replacement, 'left');
  const needsRight = isTooLoose(bindingOf(right), replacement, 'right');
  const needsOuter = isTooLooseInParent(node, bindingOfOperator(replacement));
  if (!needsLeft && !needsRight && !needsOuter) return replaceNode(operator, replacement);
  const expression = `${parenthesise(left, needsLeft)} ${replacement} ${parenthesise(right, needsRight)}`;
  return replaceNode(node, needsOuter ? `(${expression})` : expression);
}

const parenthesise = ({ text }: SyntaxNode, isNeeded: boolean): string => (isNeeded ? `(${text})` : text);

const bindingOfOperator = (operator: string): number => BINDING[operator] ?? PRIMARY;

function bindingOf(node: SyntaxNode): number {
  switch (node.type) {
    case 'binary_operator':
    case 'boolean_operator':
      return bindingOfOperator(operatorOf(node)?.type ?? '');
    case 'comparison_operator':
      return bindingOfOperator('comparison');
    case 'not_operator':
      return bindingOfOperator('not');
    case 'unary_operator':
      return bindingOfOperator('unary');
    case 'await':
      return bindingOfOperator('await');
    case 'conditional_expression':
    case 'lambda':
    case 'named_expression':
      return 0;
    default:
      return PRIMARY;
  }
}

/** Whether an operand that binds so tightly would be torn apart beside the operator. `**` alone groups from the right. */
function isTooLoose(binding: number, operator: string, side: 'left' | 'right'): boolean {
  const needed = bindingOfOperator(operator);
  if (operator === '**') return side === 'left' ? binding <= needed : binding < bindingOfOperator('unary');
  return side === 'left' ? binding < needed : binding <= needed;
}

function isTooLooseInParent(node: SyntaxNode, binding: number): boolean {
  const { parent } = node;
  if (!parent) return false;
  switch (parent.type) {
    case 'binary_operator':
    case 'boolean_operator':
      return isTooLoose(binding, operatorOf(parent)?.type ?? '', node.fieldName === 'left' ? 'left' : 'right');
    case 'comparison_operator':
      return binding <= bindingOfOperator('comparison');
    case 'not_operator':
    case 'unary_operator':
    case 'await':
      return binding < bindingOf(parent);
    default:
      return false;
  }
}
