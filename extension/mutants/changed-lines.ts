import type { Mutant } from '../../shared/mutant.ts';
import { replaceRange } from '../../shared/text-position.ts';

/** The lines that a mutant changes, before and after. */
export interface ChangedLines {
  readonly before: string;
  readonly after: string;
}

export function changedLinesOf(mutant: Pick<Mutant, 'location' | 'replacement'>, measuredText: string): ChangedLines {
  const { start, end } = mutant.location;
  const lines = measuredText.split('\n').slice(start.line - 1, end.line);
  const before = lines.join('\n');
  const after = replaceRange(
    before,
    { start: { line: 1, column: start.column }, end: { line: end.line - start.line + 1, column: end.column } },
    mutant.replacement,
  );
  return { before, after };
}
