import { type Mutator, replaceNode } from '../mutator.ts';

/** `a[0]` → `a[-1]` and back. Other numbers in brackets are number literals like any. */
export const indexExpression: Mutator = {
  name: 'IndexExpression',
  nodeTypes: ['subscript'],
  *mutate(node) {
    const indexes = node.children.filter(({ fieldName, isNamed }) => fieldName === 'subscript' && isNamed);
    const [index, ...more] = indexes;
    if (!index || more.length > 0) return;
    if (index.text === '0') yield replaceNode(index, '-1');
    if (index.text === '-1') yield replaceNode(index, '0');
  },
};
