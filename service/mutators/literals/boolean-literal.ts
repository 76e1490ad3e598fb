import { type Mutator, replaceNode } from '../mutator.ts';

/** `True` → `False` and back. Not `while True`, which the loop's own mutator empties. */
export const booleanLiteral: Mutator = {
  name: 'BooleanLiteral',
  nodeTypes: ['true', 'false'],
  *mutate(node) {
    if (node.parent?.type === 'while_statement') return;
    yield replaceNode(node, node.type === 'true' ? 'False' : 'True');
  },
};
