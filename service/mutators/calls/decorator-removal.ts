import { partsOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceBetween } from '../mutator.ts';

/** `@a` above a function or class is left out. */
export const decoratorRemoval: Mutator = {
  name: 'DecoratorRemoval',
  nodeTypes: ['decorator'],
  *mutate(node) {
    const siblings = node.parent ? partsOf(node.parent) : [];
    const next = siblings[siblings.indexOf(node) + 1];
    if (next) yield replaceBetween(node.start, next.start, '');
  },
};
