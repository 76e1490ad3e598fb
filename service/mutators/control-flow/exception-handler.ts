import { partsOf, tokenOf } from '../../python/syntax-node.ts';
import { type Mutator, removeItem, replaceBetween, replaceNode } from '../mutator.ts';

/** A handler catches nothing (`except ():`), or one less of the types it names. */
export const exceptionHandler: Mutator = {
  name: 'ExceptionHandler',
  nodeTypes: ['except_clause'],
  *mutate(node) {
    const values = node.children.filter(({ fieldName }) => fieldName === 'value');
    const [value] = values;
    if (!value) {
      const keyword = tokenOf(node, 'except');
      if (keyword) yield replaceBetween(keyword.start, keyword.end, 'except ()');
      return;
    }
    const caught = value.type === 'as_pattern' ? partsOf(value)[0] : value;
    if (!caught || values.length > 1 || caught.text === '()') return;
    yield replaceNode(caught, '()');
    const types = caught.type === 'tuple' ? partsOf(caught) : [];
    if (types.length > 1 && types.every(({ type }) => type !== 'list_splat'))
      for (const type of types) yield removeItem(types, type);
  },
};
