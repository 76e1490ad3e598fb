import { isDetected, isUndetected } from '../../shared/mutation-score.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';

/** How many of a function's mutants were caught, at the line (from 1) of the first of them. */
export interface FunctionScore {
  readonly name: string;
  readonly line: number;
  readonly caught: number;
  readonly uncaught: number;
}

/** Functions with a mutant that was caught or not, in the order of the text; what changed since does not count. */
export function scoreByFunction(placed: readonly PlacedMutant[]): FunctionScore[] {
  const scores = new Map<string, FunctionScore>();
  for (const { known, location, isStale } of placed) {
    const { functionName: name, status } = known.mutant;
    const counts = isDetected(status) || isUndetected(status);
    if (name === '' || isStale || !counts) continue;
    const { line, caught, uncaught } = scores.get(name) ?? { line: location.start.line, caught: 0, uncaught: 0 };
    scores.set(name, {
      name,
      line,
      caught: caught + (isDetected(status) ? 1 : 0),
      uncaught: uncaught + (isDetected(status) ? 0 : 1),
    });
  }
  return [...scores.values()];
}
