import type { MutantStatus } from '../../shared/mutant.ts';
import { isDetected, isUndetected } from '../../shared/mutation-score.ts';
import type { RunPhase } from '../../shared/run.ts';
import type { RunEvent } from '../../shared/run-event.ts';

/** What a person wants to know while a run goes on, gathered from its events. */
export interface RunProgress {
  readonly phase: RunPhase | undefined;
  readonly tests: { readonly finished: number; readonly total: number } | undefined;
  readonly caught: number;
  readonly uncaught: number;
  /** Mutants that ended without being caught or uncaught. */
  readonly other: number;
  /** Mutants of the run; undefined until they are selected. */
  readonly total: number | undefined;
  /** Of those, how many take no time: no test covers them, or an earlier run has measured them. */
  readonly notCovered: number;
  /** How many verdicts of earlier runs are still to come, before any of this run. */
  readonly reusedToCome: number;
  /** When the first mutant that tests ran for was done, and how many are, milliseconds since 1970. */
  readonly measured: { readonly firstAt: number; readonly lastAt: number; readonly count: number } | undefined;
}

export const initialProgress: RunProgress = {
  phase: undefined,
  tests: undefined,
  caught: 0,
  uncaught: 0,
  other: 0,
  total: undefined,
  notCovered: 0,
  reusedToCome: 0,
  measured: undefined,
};

export function advanceProgress(progress: RunProgress, event: RunEvent): RunProgress {
  const { payload } = event;
  switch (payload.type) {
    case 'phase-started':
      return { ...progress, phase: payload.phase };
    case 'baseline-progress':
      return { ...progress, tests: { finished: payload.finished, total: payload.total } };
    case 'mutants-selected':
      return {
        ...progress,
        total: payload.selection.selected,
        notCovered: payload.selection.noCoverage + (payload.selection.reused ?? 0),
        reusedToCome: payload.selection.reused ?? 0,
      };
    case 'mutant-finished':
      return payload.replaces === undefined
        ? countMutant(progress, event, payload.mutant.status)
        : correctCounts(progress, payload.replaces, payload.mutant.status);
    default:
      return progress;
  }
}

function countMutant(progress: RunProgress, event: RunEvent, status: Parameters<typeof isDetected>[0]): RunProgress {
  const at = Date.parse(event.at);
  const { measured, reusedToCome } = progress;
  const isReused = status !== 'NoCoverage' && reusedToCome > 0;
  return {
    ...progress,
    reusedToCome: isReused ? reusedToCome - 1 : reusedToCome,
    caught: progress.caught + (isDetected(status) ? 1 : 0),
    uncaught: progress.uncaught + (isUndetected(status) ? 1 : 0),
    other: progress.other + (isDetected(status) || isUndetected(status) ? 0 : 1),
    measured:
      status === 'NoCoverage' || isReused
        ? measured
        : { firstAt: measured?.firstAt ?? at, lastAt: at, count: (measured?.count ?? 0) + 1 },
  };
}

/** Of a mutant of which something else was told before. */
function correctCounts(progress: RunProgress, before: MutantStatus, now: MutantStatus): RunProgress {
  const { measured } = progress;
  const corrected = { ...progress };
  corrected[groupOf(before)] -= 1;
  if (now !== 'Pending') corrected[groupOf(now)] += 1;
  else if (measured !== undefined) corrected.measured = { ...measured, count: measured.count - 1 };
  return corrected;
}

const groupOf = (status: MutantStatus): 'caught' | 'uncaught' | 'other' =>
  isDetected(status) ? 'caught' : isUndetected(status) ? 'uncaught' : 'other';

export const finishedMutants = (progress: RunProgress): number => progress.caught + progress.uncaught + progress.other;

/** Mutants done before their rate says anything. */
const FEWEST_FOR_ESTIMATE = 8;

/**
 * How long the rest will take at the rate so far, milliseconds; undefined while too few are done to tell. The first mutant only
 * starts the clock, because the time before it went into the start of the runner.
 */
export function estimateTimeLeftMs(progress: RunProgress, now: number): number | undefined {
  const { measured, total } = progress;
  if (measured === undefined || total === undefined || measured.count < FEWEST_FOR_ESTIMATE) return undefined;
  const left = total - progress.notCovered - measured.count;
  const perMutantMs = (measured.lastAt - measured.firstAt) / (measured.count - 1);
  return Math.max(0, left * perMutantMs - Math.max(0, now - measured.lastAt));
}
