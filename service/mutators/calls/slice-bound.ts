import type { SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

/** `a[b:c]` → `a[:c]`, `a[b:]`; `a[::b]` → `a[::]`. Not where the bound is the one that is taken without it. */
export const sliceBound: Mutator = {
  name: 'SliceBound',
  nodeTypes: ['slice'],
  *mutate(node) {
    const [start, stop, step] = boundsOf(node);
    if (start && start.text !== '0' && start.text !== 'None') yield replaceNode(start, '');
    if (stop && stop.text !== 'None') yield replaceNode(stop, '');
    if (step && step.text !== '1' && step.text !== 'None') yield replaceNode(step, '');
  },
};

function boundsOf(slice: SyntaxNode): (SyntaxNode | undefined)[] {
  const bounds: (SyntaxNode | undefined)[] = [undefined, undefined, undefined];
  let place = 0;
  for (const child of slice.children) {
    if (child.type === ':') place += 1;
    else if (child.isNamed && child.type !== 'comment' && child.type !== 'line_continuation') bounds[place] = child;
  }
  return bounds;
}
