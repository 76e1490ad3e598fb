import type { LineRange } from '../../../shared/mutant.ts';
import type { MeasuredMutant } from '../../../shared/mutant-result.ts';

type ChangedLines = ReadonlyMap<string, readonly (readonly [number, number])[]>;

/** A line of the pull request on which a bug would go unnoticed. */
export interface Finding {
  readonly mutant: MeasuredMutant;
  /** How many other mutants of the line were not noticed. */
  readonly othersOnLine: number;
}

/**
 * Uncaught mutants on changed lines, one per line. Those that tests ran into and did not notice come first: there a check
 * is missing in a test that exists. Then by path and line.
 */
export function chooseFindings(mutants: readonly MeasuredMutant[], changedLines: ChangedLines): Finding[] {
  const byLine = new Map<string, MeasuredMutant[]>();
  for (const mutant of mutants) {
    if (!isUncaughtOnChangedLine(mutant, changedLines)) continue;
    const key = `${mutant.location.start.line} ${mutant.path}`;
    byLine.set(key, [...(byLine.get(key) ?? []), mutant]);
  }
  return [...byLine.values()].flatMap(bestOfLine).sort((a, b) => compare(a.mutant, b.mutant));
}

/** How many of the mutants are uncaught and on changed lines. */
export const countOnChangedLines = (mutants: readonly MeasuredMutant[], changedLines: ChangedLines): number =>
  mutants.filter((mutant) => isUncaughtOnChangedLine(mutant, changedLines)).length;

function isUncaughtOnChangedLine({ path, location, status }: MeasuredMutant, changedLines: ChangedLines): boolean {
  const { start, end } = location;
  const isUncaught = status === 'Survived' || status === 'NoCoverage';
  return isUncaught && isChanged([start.line, end.line], changedLines.get(path) ?? []);
}

const isChanged = ([first, last]: LineRange, ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([from, to]) => first <= to && from <= last);

function bestOfLine(mutants: readonly MeasuredMutant[]): Finding[] {
  const [mutant, ...others] = mutants.toSorted(compare);
  return mutant === undefined ? [] : [{ mutant, othersOnLine: others.length }];
}

function compare(a: MeasuredMutant, b: MeasuredMutant): number {
  const rank = ({ status }: MeasuredMutant): number => (status === 'Survived' ? 0 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  const [one, other] = [a.location.start, b.location.start];
  return one.line - other.line || one.column - other.column || (a.id < b.id ? -1 : 1);
}
