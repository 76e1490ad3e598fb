import type { SyntaxNode } from '../../python/syntax-node.ts';
import { type Change, type Mutator, replaceBetween, replaceNode } from '../mutator.ts';
import { type ComparisonLink, isOrderedLink, linksOf } from './comparison-links.ts';
import { isOrderedOperator, MINIMAL_REPLACEMENTS } from './comparison-table.ts';

/** `a < b` → `a <= b`, `a != b`, `False`; `==` and `!=` of values that may have no order only become each other. */
export const equalityOperator: Mutator = {
  name: 'EqualityOperator',
  nodeTypes: ['comparison_operator'],
  *mutate(node) {
    const links = linksOf(node);
    for (const link of links) {
      if (!isOrderedOperator(link.name)) continue;
      if (!isOrderedLink(link)) yield replaceNode(link.operator, link.name === '==' ? '!=' : '==');
      else yield* mutateOrdered(node, links, link);
    }
  },
};

function* mutateOrdered(node: SyntaxNode, links: readonly ComparisonLink[], link: ComparisonLink): Generator<Change> {
  if (!isOrderedOperator(link.name)) return;
  for (const replacement of MINIMAL_REPLACEMENTS[link.name]) {
    if (replacement === 'False') yield replaceNode(node, 'False');
    else if (replacement !== 'True') yield replaceNode(link.operator, replacement);
    else if (!isWhileCondition(node)) yield dropLink(node, links, link);
  }
}

/** In a chain, a comparison that is always true leaves the others. */
function dropLink(node: SyntaxNode, links: readonly ComparisonLink[], link: ComparisonLink): Change {
  const index = links.indexOf(link);
  if (links.length === 1) return replaceNode(node, 'True');
  if (index === 0) return replaceBetween(node.start, link.right.start, '');
  if (index === links.length - 1) return replaceBetween(link.left.end, node.end, '');
  const before = node.text.slice(0, link.left.end - node.start);
  const after = node.text.slice(link.right.start - node.start);
  return replaceNode(node, `(${before} and ${after})`);
}

/** A loop that never ends is found by waiting, and proves nothing. */
const isWhileCondition = (node: SyntaxNode): boolean => node.parent?.type === 'while_statement';
