import { withoutParentheses } from '../../python/syntax-node.ts';
import type { Mutator } from '../mutator.ts';
import { operandsOf } from './operand-kind.ts';
import { operatorOf, replaceOperator } from './operator-precedence.ts';

const REPLACEMENTS = new Map([
  ['&', '|'],
  ['|', '&'],
  ['^', '&'],
  ['<<', '>>'],
  ['>>', '<<'],
]);

/** `a & b` → `a | b`, `a << b` → `a >> b`. Not `int | None`, which is a type and not a number. */
export const bitwiseOperator: Mutator = {
  name: 'BitwiseOperator',
  nodeTypes: ['binary_operator'],
  *mutate(node) {
    const replacement = REPLACEMENTS.get(operatorOf(node)?.type ?? '');
    const operands = operandsOf(node);
    const isType = operands.some((operand) => operand && withoutParentheses(operand).type === 'none');
    if (replacement === undefined || isType) return;
    const change = replaceOperator(node, replacement);
    if (change) yield change;
  },
};
