import type { MeasuredMutant } from '../../shared/mutant-result.ts';
import { isDetected, isUndetected } from '../../shared/mutation-score.ts';

export interface RunComparison {
  /** Missed before, caught now. */
  readonly newlyCaught: readonly MeasuredMutant[];
  /** Caught before, missed now. */
  readonly newlyMissed: readonly MeasuredMutant[];
  /** Missed now, and not in the earlier run: its code is new, or was not measured then. */
  readonly missedInNew: readonly MeasuredMutant[];
  /** In the earlier run only. */
  readonly gone: number;
}

/** What has changed between two runs, mutant by mutant: the same id is the same change of the same code. */
export function compareRuns(earlier: readonly MeasuredMutant[], later: readonly MeasuredMutant[]): RunComparison {
  const before = new Map(earlier.map((mutant) => [mutant.id, mutant.status]));
  const present = new Set(later.map(({ id }) => id));
  const missed = later.filter(({ status }) => isUndetected(status));
  return {
    newlyCaught: later.filter(({ id, status }) => isDetected(status) && isUndetectedIn(before, id)),
    newlyMissed: missed.filter(({ id }) => isDetectedIn(before, id)),
    missedInNew: missed.filter(({ id }) => !before.has(id)),
    gone: earlier.filter(({ id }) => !present.has(id)).length,
  };
}

type Statuses = ReadonlyMap<string, MeasuredMutant['status']>;

function isUndetectedIn(statuses: Statuses, id: string): boolean {
  const status = statuses.get(id);
  return status !== undefined && isUndetected(status);
}

function isDetectedIn(statuses: Statuses, id: string): boolean {
  const status = statuses.get(id);
  return status !== undefined && isDetected(status);
}
