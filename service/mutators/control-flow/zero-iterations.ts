import { childOf, tokenOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/** A loop's body never runs: `for a in b` → `for a in ()`, `while a` → `while False`, and comprehensions alike. Not `async for`. */
export const zeroIterations: Mutator = {
  name: 'ZeroIterations',
  nodeTypes: ['for_statement', 'while_statement', 'for_in_clause'],
  *mutate(node) {
    if (node.type === 'while_statement') {
      const condition = childOf(node, 'condition');
      if (condition && condition.text !== 'False') yield replaceNode(condition, 'False');
      return;
    }
    const iterated = childOf(node, 'right');
    if (!iterated || tokenOf(node, 'async') || isInnerClause(node) || /^(?:\(\)|\[\])$/.test(iterated.text)) return;
    yield replaceNode(iterated, '()');
  },
};

/** The second `for` of a comprehension comes to the same as the first. */
const isInnerClause = (node: SyntaxNode): boolean =>
  node.type === 'for_in_clause' && node.parent?.children.find(({ type }) => type === node.type) !== node;
