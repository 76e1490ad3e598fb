import { partsOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/** `"text"` → `""`, `""` → `"tinybug"`; strings that stand side by side are one. Not string statements, such as docstrings. */
export const stringLiteral: Mutator = {
  name: 'StringLiteral',
  nodeTypes: ['string', 'concatenated_string'],
  *mutate(node) {
    if (node.parent?.type === 'concatenated_string' || node.parent?.type === 'expression_statement') return;
    const prefix = prefixOf(node);
    yield replaceNode(node, isEmpty(node) ? `${prefix}"tinybug"` : `${prefix}""`);
  },
};

/** Bytes stay bytes and templates templates. */
function prefixOf(node: SyntaxNode): string {
  const opening = /^[a-z]*/i.exec(node.text)?.[0].toLowerCase() ?? '';
  if (opening.includes('b')) return 'b';
  return opening.includes('t') ? 't' : '';
}

function isEmpty(node: SyntaxNode): boolean {
  if (node.type === 'concatenated_string') return partsOf(node).every(isEmpty);
  return partsOf(node).every(({ type }) => type === 'string_start' || type === 'string_end');
}
