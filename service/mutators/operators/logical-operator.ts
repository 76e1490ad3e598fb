import type { Mutator } from '../mutator.ts';
import { operatorOf, replaceOperator } from './operator-precedence.ts';

/** `a and b` → `a or b` and back, grouped as before. */
export const logicalOperator: Mutator = {
  name: 'LogicalOperator',
  nodeTypes: ['boolean_operator'],
  *mutate(node) {
    const change = replaceOperator(node, operatorOf(node)?.type === 'and' ? 'or' : 'and');
    if (change) yield change;
  },
};
