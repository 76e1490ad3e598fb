import { childOf, partsOf, tokenOf, withoutParentheses, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/** Values whose own mutants say more than None in their place. */
const MUTATED_ITSELF = new Set([
  'none',
  'true',
  'false',
  'integer',
  'float',
  'string',
  'concatenated_string',
  'comparison_operator',
  'not_operator',
  'ellipsis',
  'lambda',
]);

/** `return a`, `yield a` and `lambda: a` → `None`; `yield from a` → `yield from ()`. */
export const returnValue: Mutator = {
  name: 'ReturnValue',
  nodeTypes: ['return_statement', 'yield', 'lambda'],
  *mutate(node) {
    const value = node.type === 'lambda' ? childOf(node, 'body') : partsOf(node)[0];
    if (!value || MUTATED_ITSELF.has(withoutParentheses(value).type) || isFilledCollection(value)) return;
    if (node.type === 'yield' && tokenOf(node, 'from')) yield replaceNode(value, '()');
    else yield replaceNode(value, 'None');
  },
};

const isFilledCollection = (node: SyntaxNode): boolean =>
  ['list', 'tuple', 'set', 'dictionary'].includes(node.type) && partsOf(node).length > 0;
