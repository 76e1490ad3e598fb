import { partsOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

const EMPTY = new Map([
  ['list', '[]'],
  ['tuple', '()'],
  ['set', 'set()'],
  ['dictionary', '{}'],
]);

/** `[a, b]` → `[]`, `(a, b)` → `()`, `{a}` → `set()`, `{a: b}` → `{}`. Not where an empty one would raise at once. */
export const collectionLiteral: Mutator = {
  name: 'CollectionLiteral',
  nodeTypes: [...EMPTY.keys()],
  *mutate(node) {
    const replacement = EMPTY.get(node.type);
    if (replacement === undefined || partsOf(node).length === 0 || isUnpackedOrFormatted(node)) return;
    yield replaceNode(node, replacement);
  },
};

function isUnpackedOrFormatted(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'except_clause' || (parent?.type === 'as_pattern' && parent.parent?.type === 'except_clause'))
    return true;
  if (parent?.type === 'binary_operator')
    return node.fieldName === 'right' && parent.children.some(({ type }) => type === '%');
  if (parent?.type !== 'assignment') return false;
  return parent.children.some(
    ({ fieldName, type }) => fieldName === 'left' && /_(?:pattern|list)$|^pattern_list$/.test(type),
  );
}
