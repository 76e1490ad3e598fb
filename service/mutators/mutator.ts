import type { SyntaxNode } from '../python/syntax-node.ts';

/** A range of the text, in UTF-16 units with the end exclusive, and what to put there. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * Proposes small bugs. A mutator looks at one node and its surroundings and knows nothing of the others; whether a change
 * is worth measuring at its place (logging, docstrings, annotations, comments that forbid it) is not its business.
 */
export interface Mutator {
  /** As in the mutation-testing-report-schema, and Stryker's name where the family is the same. */
  readonly name: string;
  /** Only nodes of these types are shown to it; tokens never. */
  readonly nodeTypes: readonly string[];
  mutate(node: SyntaxNode): Iterable<Change>;
}

export const replaceNode = (node: SyntaxNode, replacement: string): Change => ({
  start: node.start,
  end: node.end,
  replacement,
});

export const replaceBetween = (start: number, end: number, replacement: string): Change => ({
  start,
  end,
  replacement,
});

/** Removes one of several things separated by commas or the like, with the separator behind it or, for the last, before it. */
export function removeItem(items: readonly SyntaxNode[], item: SyntaxNode): Change {
  const index = items.indexOf(item);
  const next = items[index + 1];
  if (next) return { start: item.start, end: next.start, replacement: '' };
  const previous = items[index - 1];
  if (previous) return { start: previous.end, end: item.end, replacement: '' };
  const siblings = item.parent?.children ?? [];
  const behind = siblings[siblings.indexOf(item) + 1];
  return { start: item.start, end: behind?.type === ',' ? behind.end : item.end, replacement: '' };
}
