import { childOf, partsOf, type SyntaxNode } from '../../python/syntax-node.ts';
import { type Change, type Mutator, replaceBetween, replaceNode } from '../mutator.ts';
import { assignsName, isConstant } from './conditional-expression.ts';

/** A case is never taken (`case _ if False:`), its guard is always true, one of its alternatives `a | b` is missing. */
export const matchCase: Mutator = {
  name: 'MatchCase',
  nodeTypes: ['case_clause', 'union_pattern'],
  *mutate(node) {
    if (node.type === 'union_pattern') yield* dropAlternatives(node);
    else yield* mutateClause(node);
  },
};

function* mutateClause(clause: SyntaxNode): Generator<Change> {
  const patterns = clause.children.filter(({ type }) => type === 'case_pattern');
  const [first, last] = [patterns[0], patterns.at(-1)];
  const guard = childOf(clause, 'guard');
  if (!first || !last) return;
  yield replaceBetween(first.start, (guard ?? trailingComma(last) ?? last).end, '_ if False');
  const condition = guard && partsOf(guard)[0];
  if (condition && !isConstant(condition) && !assignsName(condition)) yield replaceNode(condition, 'True');
}

/** `case 1,:` is a pattern of one item. */
function trailingComma(pattern: SyntaxNode): SyntaxNode | undefined {
  const siblings = pattern.parent?.children ?? [];
  const next = siblings[siblings.indexOf(pattern) + 1];
  return next?.type === ',' ? next : undefined;
}

function* dropAlternatives(union: SyntaxNode): Generator<Change> {
  const bars = union.children.filter(({ type }) => type === '|');
  const starts = [union.start, ...bars.map((bar) => startAfter(bar))];
  const ends = [...bars.map((bar) => endBefore(bar)), union.end];
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1];
    if (next !== undefined) yield replaceBetween(start, next, '');
    else yield replaceBetween(ends[index - 1] ?? start, union.end, '');
  }
}

const siblingOf = (node: SyntaxNode, distance: number): SyntaxNode | undefined =>
  node.parent?.children[node.parent.children.indexOf(node) + distance];
const startAfter = (bar: SyntaxNode): number => siblingOf(bar, 1)?.start ?? bar.end;
const endBefore = (bar: SyntaxNode): number => siblingOf(bar, -1)?.end ?? bar.start;
