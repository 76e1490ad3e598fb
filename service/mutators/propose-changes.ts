import { isParsable } from '../python/parse-source.ts';
import type { SyntaxNode, SyntaxTree } from '../python/syntax-node.ts';
import { type CodeContext, findContexts } from './code-context.ts';
import type { Change, Mutator } from './mutator.ts';
import { extentOf, frameChanged, type StatementExtent, statementOf } from './statement-extent.ts';

/** A change that can be made to the file, and all that is known of its place. */
export interface Proposal extends Change {
  readonly mutatorName: string;
  readonly context: CodeContext;
  readonly statement: StatementExtent;
}

/** What Python before 3.12 cannot read in the braces of an f-string. */
const NOT_IN_FSTRING = /["'\\{}#\n:]|!(?!=)/;
const WORD = /[\p{L}\p{N}_]/u;

/**
 * All changes that the mutators propose, in source order: each parses, differs from the original, and no two make the
 * same text.
 */
export function proposeChanges(tree: SyntaxTree, mutators: readonly Mutator[]): Proposal[] {
  const mutatorsByType = groupByNodeType(mutators);
  const contexts = findContexts(tree.nodes);
  const seen = new Set<string>();
  const proposals: Proposal[] = [];
  for (const node of tree.nodes) {
    const context = contexts.get(node);
    if (!context || context.place === 'types' || !node.isNamed) continue;
    for (const mutator of mutatorsByType.get(node.type) ?? []) {
      if (context.place === 'pattern' && mutator.name !== 'MatchCase') continue;
      for (const change of mutator.mutate(node)) {
        const proposal = checkChange(tree.text, node, context, change);
        const key = proposal && describeEffect(tree.text, proposal);
        if (!proposal || key === undefined || seen.has(key)) continue;
        seen.add(key);
        proposals.push({ ...proposal, mutatorName: mutator.name });
      }
    }
  }
  return sortBySource(proposals, mutators);
}

function groupByNodeType(mutators: readonly Mutator[]): ReadonlyMap<string, readonly Mutator[]> {
  const groups = new Map<string, Mutator[]>();
  for (const mutator of mutators) {
    for (const type of mutator.nodeTypes) groups.set(type, [...(groups.get(type) ?? []), mutator]);
  }
  return groups;
}

function checkChange(
  text: string,
  node: SyntaxNode,
  context: CodeContext,
  proposed: Change,
): Omit<Proposal, 'mutatorName'> | undefined {
  const change = keepWordsApart(text, proposed);
  if (change.replacement === text.slice(change.start, change.end)) return undefined;
  if (context.isInterpolated && NOT_IN_FSTRING.test(change.replacement)) return undefined;
  const statement = statementOf(node);
  if (!statement) return undefined;
  const extent = extentOf(statement);
  const framed =
    frameChanged(text, extent, change) ?? text.slice(0, change.start) + change.replacement + text.slice(change.end);
  return isParsable(framed) ? { ...change, context, statement: extent } : undefined;
}

/** `return-a` without its sign must not become `returna`. */
function keepWordsApart(text: string, { start, end, replacement }: Change): Change {
  if (replacement === '') return { start, end, replacement };
  const before = WORD.test(text.charAt(start - 1)) && WORD.test(replacement.charAt(0)) ? ' ' : '';
  const behind = WORD.test(text.charAt(end)) && WORD.test(replacement.charAt(replacement.length - 1)) ? ' ' : '';
  return { start, end, replacement: before + replacement + behind };
}

/**
 * The same for changes that make the same text, however they were described: the smallest changed range, which begins
 * where the texts first differ.
 */
function describeEffect(text: string, { start, end, replacement }: Change): string {
  const growth = replacement.length - (end - start);
  const changedAt = (offset: number): string =>
    offset < start + replacement.length ? (replacement[offset - start] ?? '') : (text[offset - growth] ?? '');
  let first = start;
  while (first < text.length && text[first] === changedAt(first)) first += 1;
  let last = end;
  while (last > first && last + growth > first && text[last - 1] === changedAt(last + growth - 1)) last -= 1;
  let inserted = '';
  for (let offset = first; offset < last + growth; offset += 1) inserted += changedAt(offset);
  return `${first}:${last}:${inserted}`;
}

function sortBySource(proposals: Proposal[], mutators: readonly Mutator[]): Proposal[] {
  const order = new Map(mutators.map(({ name }, index) => [name, index]));
  const placeOf = ({ mutatorName }: Proposal) => order.get(mutatorName) ?? 0;
  return proposals.sort((a, b) => a.start - b.start || a.end - b.end || placeOf(a) - placeOf(b));
}
