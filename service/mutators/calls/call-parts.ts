import { childOf, partsOf, type SyntaxNode } from '../../python/syntax-node.ts';

/** `f` of `f(…)` and of `a.b.f(…)`. */
export function calleeName(call: SyntaxNode): string {
  const callee = childOf(call, 'function');
  return (callee?.type === 'attribute' ? childOf(callee, 'attribute')?.text : callee?.text) ?? '';
}

export const isMethodCall = (call: SyntaxNode): boolean => childOf(call, 'function')?.type === 'attribute';

/** A generator expression given without its own parentheses is not a list of arguments. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = childOf(call, 'arguments');
  return list?.type === 'argument_list' ? partsOf(list) : [];
}
