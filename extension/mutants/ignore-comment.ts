import type { Mutant } from '../../shared/mutant.ts';

/** A line to insert before a line (from 1) of the measured text. */
export interface InsertedLine {
  readonly line: number;
  readonly text: string;
}

/**
 * The comment that takes a mutant out of later runs. It stands on a line of its own above the statement; on a definition it would
 * mean the whole block, so there is none.
 */
export function ignoreComment(
  mutant: Pick<Mutant, 'mutatorName' | 'coverageLines'>,
  lines: readonly string[],
  reason: string,
): InsertedLine | undefined {
  const [line] = mutant.coverageLines;
  const statement = lines[line - 1];
  if (statement === undefined || /^\s*(?:async\s+def|def|class|@)/.test(statement)) return undefined;
  const indent = /^\s*/.exec(statement)?.[0] ?? '';
  const suffix = reason.trim() === '' ? '' : ` ${reason.trim().replace(/\s+/g, ' ')}`;
  return { line, text: `${indent}# tinybug: ignore[${mutant.mutatorName}]${suffix}` };
}
