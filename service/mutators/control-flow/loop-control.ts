import { childOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';

const LOOPS = new Set(['for_statement', 'while_statement']);
const ENDLESS = /\b(?:count|cycle|repeat|iter)\(/;

/** `continue` → `break`; `break` → `continue` in loops that end by themselves, the others would only hang. */
export const loopControl: Mutator = {
  name: 'LoopControl',
  nodeTypes: ['break_statement', 'continue_statement'],
  *mutate(node) {
    if (node.type === 'continue_statement') {
      yield replaceNode(node, 'break');
      return;
    }
    const loop = loopOf(node);
    if (loop?.type === 'for_statement' && !ENDLESS.test(childOf(loop, 'right')?.text ?? ''))
      yield replaceNode(node, 'continue');
  },
};

/** The `else` of a loop is no longer inside it. */
function loopOf(node: SyntaxNode): SyntaxNode | undefined {
  let inner = node;
  while (inner.parent && !(LOOPS.has(inner.parent.type) && inner.fieldName !== 'alternative')) inner = inner.parent;
  return inner.parent;
}
