import type { Mutator } from '../mutator.ts';
import { isTextOrCollection, operandsOf } from './operand-kind.ts';
import { operatorOf, replaceOperator } from './operator-precedence.ts';

const REPLACEMENTS = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['//', '*'],
  ['%', '*'],
  ['**', '*'],
  ['@', '*'],
]);

/** `a + b` → `a - b`. Not where an operand is a string or a collection: any other operator would raise at once. */
export const arithmeticOperator: Mutator = {
  name: 'ArithmeticOperator',
  nodeTypes: ['binary_operator'],
  *mutate(node) {
    const replacement = REPLACEMENTS.get(operatorOf(node)?.type ?? '');
    const operands = operandsOf(node);
    if (replacement === undefined || operands.some((operand) => operand && isTextOrCollection(operand))) return;
    const change = replaceOperator(node, replacement);
    if (change) yield change;
  },
};
