import { type Mutator, replaceNode } from '../mutator.ts';

const ELSEWHERE_MUTATED = new Set(['comparison_operator', 'binary_operator', 'slice', 'raise_statement', 'subscript']);

/**
 * `None` → `""`, which is as false as None and yet not None: it shows whether a test tells them apart. Not in comparisons,
 * whose operator is mutated, nor in types such as `int | None`, nor in `raise … from None`.
 */
export const noneLiteral: Mutator = {
  name: 'NoneLiteral',
  nodeTypes: ['none'],
  *mutate(node) {
    if (node.parent && !ELSEWHERE_MUTATED.has(node.parent.type)) yield replaceNode(node, '""');
  },
};
