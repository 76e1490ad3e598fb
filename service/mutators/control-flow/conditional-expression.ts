import { childOf, contains, partsOf, withoutParentheses, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { isOrderedLink, linksOf } from '../operators/comparison-links.ts';

/**
 * The condition of `if`, `elif` and `a if b else c` → `True`, `False`. Not where the condition is one ordered comparison,
 * whose own minimal set finds more; nor where it assigns a name that the rest needs.
 */
export const conditionalExpression: Mutator = {
  name: 'ConditionalExpression',
  nodeTypes: ['if_statement', 'elif_clause', 'conditional_expression'],
  *mutate(node) {
    const condition = node.type === 'conditional_expression' ? partsOf(node)[1] : childOf(node, 'condition');
    if (!condition || isConstant(condition) || isOrderedComparison(condition) || assignsName(condition)) return;
    yield replaceNode(condition, 'True');
    yield replaceNode(condition, 'False');
  },
};

export const isConstant = (node: SyntaxNode): boolean =>
  ['true', 'false', 'none', 'integer'].includes(withoutParentheses(node).type);

export const assignsName = (node: SyntaxNode): boolean => contains(node, new Set(['named_expression']));

function isOrderedComparison(node: SyntaxNode): boolean {
  const inner = withoutParentheses(node);
  const [link, ...more] = inner.type === 'comparison_operator' ? linksOf(inner) : [];
  return link !== undefined && more.length === 0 && isOrderedLink(link);
}
