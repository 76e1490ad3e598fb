import { childOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { operatorOf } from './operator-precedence.ts';

/** `-a`, `~a` and `not a` → `a`; `+a` → `-a`. Not `x[-1]`, which becomes `x[0]`. */
export const unaryOperator: Mutator = {
  name: 'UnaryOperator',
  nodeTypes: ['unary_operator', 'not_operator'],
  *mutate(node) {
    const argument = childOf(node, 'argument');
    if (!argument) return;
    const operator = operatorOf(node);
    if (operator?.type === '+') yield replaceNode(operator, '-');
    else if (argument.text !== '0' && !isLastIndex(node)) yield replaceNode(node, argument.text);
  },
};

const isLastIndex = (node: SyntaxNode): boolean => node.fieldName === 'subscript' && node.text === '-1';
