import { childOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { isTextOrCollection } from './operand-kind.ts';
import { operatorOf } from './operator-precedence.ts';

const REPLACEMENTS = new Map([
  ['+=', '-='],
  ['-=', '+='],
  ['*=', '/='],
  ['/=', '*='],
  ['//=', '*='],
  ['%=', '*='],
  ['**=', '*='],
  ['@=', '*='],
  ['&=', '|='],
  ['|=', '&='],
  ['^=', '&='],
  ['<<=', '>>='],
  ['>>=', '<<='],
]);

/** `a += b` → `a -= b`; with a string or a collection on the right, where `-=` would raise at once, `a = b`. */
export const assignmentOperator: Mutator = {
  name: 'AssignmentOperator',
  nodeTypes: ['augmented_assignment'],
  *mutate(node) {
    const operator = operatorOf(node);
    const right = childOf(node, 'right');
    const replacement = REPLACEMENTS.get(operator?.type ?? '');
    if (!operator || !right || replacement === undefined) return;
    yield replaceNode(operator, isTextOrCollection(right) ? '=' : replacement);
  },
};
