import { childOf, partsOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

const GENERAL = new Set(['Exception', 'BaseException', 'SystemExit', 'KeyboardInterrupt', 'GeneratorExit']);

/** `raise ValueError(a)` → `raise Exception(a)`: does a test, or a handler, mind the type? Names in lower case are not classes. */
export const exceptionType: Mutator = {
  name: 'ExceptionType',
  nodeTypes: ['raise_statement'],
  *mutate(node) {
    const raised = partsOf(node).find(({ fieldName }) => fieldName !== 'cause');
    const type = raised?.type === 'call' ? childOf(raised, 'function') : raised;
    const name = type?.type === 'attribute' ? childOf(type, 'attribute')?.text : type?.text;
    if (!type || name === undefined || !/^_*[A-Z]\w*[a-z]\w*$/.test(name) || GENERAL.has(name)) return;
    yield replaceNode(type, 'Exception');
  },
};
