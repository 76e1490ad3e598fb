import { emptyMutantCounts, isUndetected } from '../../shared/mutation-score.ts';
import type { RunEvent, RunEventPayload } from '../../shared/run-event.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { MeasureScope } from '../measuring/measure-scope.ts';
import { createMutantsByPath } from './mutants-by-path.ts';
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
  const mutants = createMutantsByPath();
  let latest: KnownRun | undefined;

  const complete = (run: KnownRun): Set<string> => {
    const replaced = mutants.remove(({ mutant, runId }) => runId !== run.id && isInScope(mutant, run.scope));
    const used = new Set(mutants.all().map(({ runId }) => runId));
    for (const id of runs.keys()) if (!used.has(id) && id !== latest?.id) runs.delete(id);
    return replaced;
  };
  const applyEvent = ({ runId, sequence, payload }: RunEvent): Iterable<string> => {
    const run = runs.get(runId);
    if (run === undefined || sequence <= run.lastSequence) return [];
    run.lastSequence = sequence;
    applyToRun(run, payload);
    if (payload.type === 'run-completed') return complete(run);
    if (payload.type !== 'mutant-finished') return [];
    mutants.put({ mutant: payload.mutant, runId });
    return [payload.mutant.path];
  };
  return {
    get latestRun() {
      return latest;
    },
    begin(run, scope) {
      latest = newRun(run, scope);
      runs.set(run.id, latest);
    },
    apply: (events) => new Set(events.flatMap((event) => [...applyEvent(event)])),
    findRun: (runId) => runs.get(runId),
    paths: () => mutants.paths(),
    mutantsOf: (path) => mutants.of(path),
    findMutant: (mutantId) => mutants.find(mutantId),
    snapshot: () => ({
      version: 1,
      runs: [...runs.values()],
      ...(latest && { latestRunId: latest.id }),
      mutants: mutants.all(),
    }),
    restore(snapshot) {
      for (const run of snapshot.runs) runs.set(run.id, { ...run });
      for (const known of snapshot.mutants) mutants.put(known);
      latest = snapshot.latestRunId === undefined ? undefined : runs.get(snapshot.latestRunId);
    },
    clear() {
      mutants.remove(() => true);
      for (const [id, run] of runs) if (hasEnded(run.status)) runs.delete(id);
      if (latest && hasEnded(latest.status)) latest = undefined;
    },
  };
}

const newRun = ({ id, status, phase, createdAt }: Run, scope: MeasureScope): KnownRun => ({
  id,
  scope,
  status,
  phase,
  counts: emptyMutantCounts(),
  lastSequence: 0,
  createdAt,
});

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
      if (payload.replaces !== undefined) run.counts[payload.replaces] -= 1;
      // What was told too early is open again, and is told once more.
      if (payload.mutant.status !== 'Pending') run.counts[payload.mutant.status] += 1;
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
