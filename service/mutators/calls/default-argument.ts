import { childOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/** Constants are mutated as such, wherever they stand. */
const CONSTANTS = new Set(['none', 'true', 'false', 'integer', 'float', 'string', 'concatenated_string', 'ellipsis']);

/** `def f(a=b)` → `def f(a=None)`. */
export const defaultArgument: Mutator = {
  name: 'DefaultArgument',
  nodeTypes: ['default_parameter', 'typed_default_parameter'],
  *mutate(node) {
    const value = childOf(node, 'value');
    if (value && !CONSTANTS.has(value.type)) yield replaceNode(value, 'None');
  },
};
