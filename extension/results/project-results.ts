import { emptyMutantCounts, isUndetected } from '../../shared/mutation-score.ts';
import type { MeasuredMutant } from '../../shared/mutant-result.ts';
import type { RunEvent, RunEventPayload } from '../../shared/run-event.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { MeasureScope } from '../measuring/measure-scope.ts';
import { isInScope } from './scope-of-mutant.ts';
import type { KnownMutant, KnownRun, ResultsSnapshot } from './results-snapshot.ts';

/** What is known of a project: the mutants of its last run, and of those before it what it did not measure again. */
export interface ProjectResults {
  begin(run: Run, scope: MeasureScope): void;
  /** Takes up a run's events and returns the paths whose mutants are no longer the same. */
  apply(events: readonly RunEvent[]): Set<string>;
  /** The run begun last. */
  readonly latestRun: KnownRun | undefined;
  findRun(runId: string): KnownRun | undefined;
  paths(): string[];
  mutantsOf(path: string): KnownMutant[];
  findMutant(mutantId: string): KnownMutant | undefined;
  snapshot(): ResultsSnapshot;
  restore(snapshot: ResultsSnapshot): void;
  clear(): void;
}

export const isUncaught = ({ mutant }: KnownMutant): boolean => isUndetected(mutant.status);

export function createProjectResults(): ProjectResults {
  const runs = new Map<string, KnownRun>();
  const byPath = new Map<string, Map<string, KnownMutant>>();
  let latest: KnownRun | undefined;

  const put = (mutant: MeasuredMutant, runId: string): void => {
    const ofPath = byPath.get(mutant.path) ?? new Map<string, KnownMutant>();
    ofPath.set(mutant.id, { mutant, runId });
    byPath.set(mutant.path, ofPath);
  };
  /** What a finished run has measured and earlier runs know otherwise is no longer there. */
  const dropReplaced = (run: KnownRun): Set<string> => {
    const changed = new Set<string>();
    for (const [path, ofPath] of byPath) {
      for (const [id, known] of ofPath) {
        if (known.runId === run.id || !isInScope(known.mutant, run.scope)) continue;
        ofPath.delete(id);
        changed.add(path);
      }
      if (ofPath.size === 0) byPath.delete(path);
    }
    return changed;
  };
  const forgetUnusedRuns = (): void => {
    const used = new Set([...byPath.values()].flatMap((ofPath) => [...ofPath.values()].map(({ runId }) => runId)));
    for (const id of runs.keys()) if (!used.has(id) && id !== latest?.id) runs.delete(id);
  };

  return {
    get latestRun() {
      return latest;
    },
    begin(run, scope) {
      latest = {
        id: run.id,
        scope,
        status: run.status,
        phase: run.phase,
        counts: emptyMutantCounts(),
        lastSequence: 0,
        createdAt: run.createdAt,
      };
      runs.set(run.id, latest);
    },
    apply(events) {
      const changed = new Set<string>();
      for (const event of events) {
        const run = runs.get(event.runId);
        if (run === undefined || event.sequence <= run.lastSequence) continue;
        run.lastSequence = event.sequence;
        applyToRun(run, event.payload);
        if (event.payload.type === 'mutant-finished') {
          put(event.payload.mutant, run.id);
          changed.add(event.payload.mutant.path);
        } else if (event.payload.type === 'run-completed') {
          for (const path of dropReplaced(run)) changed.add(path);
          forgetUnusedRuns();
        }
      }
      return changed;
    },
    findRun: (runId) => runs.get(runId),
    paths: () => [...byPath.keys()].toSorted(),
    mutantsOf: (path) => [...(byPath.get(path)?.values() ?? [])],
    findMutant: (mutantId) => {
      for (const ofPath of byPath.values()) {
        const known = ofPath.get(mutantId);
        if (known) return known;
      }
      return undefined;
    },
    snapshot: () => ({
      version: 1,
      runs: [...runs.values()],
      ...(latest && { latestRunId: latest.id }),
      mutants: [...byPath.values()].flatMap((ofPath) => [...ofPath.values()]),
    }),
    restore(snapshot) {
      for (const run of snapshot.runs) runs.set(run.id, { ...run });
      for (const { mutant, runId } of snapshot.mutants) put(mutant, runId);
      latest = snapshot.latestRunId === undefined ? undefined : runs.get(snapshot.latestRunId);
    },
    clear() {
      byPath.clear();
      for (const [id, run] of runs) if (hasEnded(run.status)) runs.delete(id);
      if (latest && hasEnded(latest.status)) latest = undefined;
    },
  };
}

function applyToRun(run: KnownRun, payload: RunEventPayload): void {
  switch (payload.type) {
    case 'phase-started':
      run.phase = payload.phase;
      run.status = 'Running';
      break;
    case 'mutants-selected':
      run.selection = payload.selection;
      break;
    case 'mutant-finished':
      run.counts[payload.mutant.status] += 1;
      break;
    case 'run-completed':
      run.status = 'Completed';
      run.score = payload.score;
      break;
    case 'run-failed':
      run.status = 'Failed';
      run.problem = payload.problem;
      break;
    case 'run-cancelled':
      run.status = 'Cancelled';
      break;
    case 'baseline-progress':
      run.baselineProgress = { finished: payload.finished, total: payload.total };
      break;
    case 'run-queued':
    case 'notice':
    case 'file-skipped':
    case 'baseline-finished':
      break;
  }
}
