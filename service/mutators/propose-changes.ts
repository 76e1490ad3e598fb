import type { SyntaxNode, SyntaxTree } from '../python/syntax-node.ts';
import { describeEffect, keepWordsApart } from './change-effect.ts';
import { type CodeContext, findContexts } from './code-context.ts';
import { keepParsable } from './keep-parsable.ts';
import type { Change, Mutator } from './mutator.ts';
import { extentOf, type StatementExtent, statementOf } from './statement-extent.ts';

/** A change that can be made to the file, and all that is known of its place. */
export interface Proposal extends Change {
  /** The smallest around the change. */
  readonly node: SyntaxNode;
  readonly mutatorName: string;
  readonly context: CodeContext;
  readonly statement: StatementExtent;
}

/** What Python before 3.12 cannot read in the braces of an f-string. */
const NOT_IN_FSTRING = /["'\\{}#\n:]|!(?!=)/;

/** A mutant carries what it replaces; a table of data as long as this is not one change that a person can judge. */
const LONGEST_ORIGINAL = 10_000;

/**
 * All changes that the mutators propose, in source order: each parses, differs from the original, and no two make the
 * same text; of those that would, the one of the mutator that comes first is kept.
 */
export function proposeChanges(tree: SyntaxTree, mutators: readonly Mutator[]): Proposal[] {
  const place = new Map(mutators.map(({ name }, index) => [name, index]));
  const inOrder = [...collectChanges(tree, mutators)].sort(
    (a, b) => a.start - b.start || a.end - b.end || (place.get(a.mutatorName) ?? 0) - (place.get(b.mutatorName) ?? 0),
  );
  const effects = new Set<string>();
  const distinct = inOrder.filter((proposal) => {
    const effect = describeEffect(tree.text, proposal);
    if (effects.has(effect)) return false;
    effects.add(effect);
    return true;
  });
  return keepParsable(tree.text, distinct);
}

function* collectChanges(tree: SyntaxTree, mutators: readonly Mutator[]): Generator<Proposal> {
  const { nodes, text } = tree;
  const mutatorsByType = groupByNodeType(mutators);
  const contexts = findContexts(tree);
  for (const node of nodes) {
    if (!isMutable(node, contexts.get(node))) continue;
    for (const mutator of mutatorsByType.get(node.type) ?? []) {
      for (const proposed of mutator.mutate(node)) {
        const changed = smallestAround(node, proposed);
        const context = contexts.get(changed);
        const statement = statementOf(changed);
        const change = keepWordsApart(text, proposed);
        if (!context || !statement || !isPossible(text, change, context)) continue;
        yield { ...change, node: changed, mutatorName: mutator.name, context, statement: extentOf(statement) };
      }
    }
  }
}

function groupByNodeType(mutators: readonly Mutator[]): ReadonlyMap<string, readonly Mutator[]> {
  const groups = new Map<string, Mutator[]>();
  for (const mutator of mutators) {
    for (const type of mutator.nodeTypes) groups.set(type, [...(groups.get(type) ?? []), mutator]);
  }
  return groups;
}

/** Behind `case` stand patterns: they look like expressions, and only some expressions may take their place. */
const isMutable = ({ isNamed, type }: SyntaxNode, context: CodeContext | undefined): boolean =>
  isNamed && (context?.place === 'code' || (context?.place === 'pattern' && type.endsWith('_pattern')));

/** What is changed may stand elsewhere than what the mutator was shown: the body of a lambda, the condition of an `if`. */
function smallestAround(node: SyntaxNode, { start, end }: Change): SyntaxNode {
  const inner = node.children.find((child) => child.start <= start && end <= child.end && child.end > child.start);
  return inner ? smallestAround(inner, { start, end, replacement: '' }) : node;
}

const isPossible = (text: string, { start, end, replacement }: Change, { isInterpolated }: CodeContext): boolean =>
  end - start <= LONGEST_ORIGINAL &&
  replacement !== text.slice(start, end) &&
  !(isInterpolated && NOT_IN_FSTRING.test(replacement));
