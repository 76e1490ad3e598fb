import { isDetected, isUndetected } from '../../shared/mutation-score.ts';
import { standingOf } from '../triage/project-triage.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';

/** How many of a function's mutants were caught, at the line (from 1) of the first of them. */
export interface FunctionScore {
  readonly name: string;
  readonly line: number;
  readonly caught: number;
  readonly uncaught: number;
  /** Uncaught as well, and marked: counted apart. */
  readonly marked: number;
}

/** Functions with a mutant that was caught or not, in the order of the text; what changed since does not count. */
export function scoreByFunction(placed: readonly PlacedMutant[]): FunctionScore[] {
  const scores = new Map<string, FunctionScore>();
  for (const { known, location, isStale, triage } of placed) {
    const { functionName: name, status } = known.mutant;
    const counts = isDetected(status) || isUndetected(status);
    if (name === '' || isStale || !counts) continue;
    const before = scores.get(name) ?? { line: location.start.line, caught: 0, uncaught: 0, marked: 0 };
    const isMarked = standingOf(status, triage) === 'settled';
    scores.set(name, {
      name,
      line: before.line,
      caught: before.caught + (isDetected(status) ? 1 : 0),
      uncaught: before.uncaught + (isDetected(status) || isMarked ? 0 : 1),
      marked: before.marked + (isMarked ? 1 : 0),
    });
  }
  return [...scores.values()];
}
