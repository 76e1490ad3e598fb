import { standingOf } from '../triage/project-triage.ts';
import type { PlacedMutant } from './place-mutants.ts';

/** The mutants that begin on a line, where at least one is uncaught and nobody has marked it. */
export interface MarkedLine {
  /** From 1. */
  readonly line: number;
  readonly uncaught: readonly PlacedMutant[];
  /** Without those that are marked and uncaught. */
  readonly total: number;
  readonly kind: 'survived' | 'no-coverage';
  readonly isStale: boolean;
}

export function groupByLine(placed: readonly PlacedMutant[]): MarkedLine[] {
  const byLine = new Map<number, PlacedMutant[]>();
  for (const each of placed) {
    const { line } = each.location.start;
    byLine.set(line, [...(byLine.get(line) ?? []), each]);
  }
  return [...byLine].flatMap(([line, all]) => {
    const standings = all.map(({ known, triage }) => standingOf(known.mutant.status, triage));
    const uncaught = all.filter((_, index) => standings[index] === 'open');
    if (uncaught.length === 0) return [];
    const isCovered = uncaught.some(({ known }) => known.mutant.status === 'Survived');
    return {
      line,
      uncaught,
      total: standings.filter((standing) => standing !== 'settled').length,
      kind: isCovered ? ('survived' as const) : ('no-coverage' as const),
      isStale: uncaught.every(({ isStale }) => isStale),
    };
  });
}
