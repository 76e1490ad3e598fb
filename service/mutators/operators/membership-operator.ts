import { type Mutator, replaceNode } from '../mutator.ts';
import { linksOf } from './comparison-links.ts';

/** `a in b` → `a not in b` and back. */
export const membershipOperator: Mutator = {
  name: 'MembershipOperator',
  nodeTypes: ['comparison_operator'],
  *mutate(node) {
    for (const { name, operator } of linksOf(node)) {
      if (name === 'in') yield replaceNode(operator, 'not in');
      if (name === 'not in') yield replaceNode(operator, 'in');
    }
  },
};
