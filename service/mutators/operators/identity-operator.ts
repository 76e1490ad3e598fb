import { type Mutator, replaceNode } from '../mutator.ts';
import { linksOf } from './comparison-links.ts';

/** `a is b` → `a is not b` and back. */
export const identityOperator: Mutator = {
  name: 'IdentityOperator',
  nodeTypes: ['comparison_operator'],
  *mutate(node) {
    for (const { name, operator } of linksOf(node)) {
      if (name === 'is') yield replaceNode(operator, 'is not');
      if (name === 'is not') yield replaceNode(operator, 'is');
    }
  },
};
