import { createHash } from 'node:crypto';
import type { PlannedFile, RunnerPlan } from '../../shared/runner-plan.ts';
import { baselineKey } from '../planning/cache-key.ts';
import { planBaseline, planShard } from '../planning/plan-job.ts';
import type { RunningJob } from '../workflows/job-attempts.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { openMeasuredSource, readSources } from './open-source.ts';
import { findKnownBaseline } from './verdict-cache.ts';

export interface JobToStart extends RunReference {
  readonly jobId: string;
  /** Waits for the job and is told of its changes. */
  readonly workflowId: string;
  /** Absent for the baseline. */
  readonly shardIndex?: number;
}

/** Brings what is left of a piece of work to the CI. Where nothing is left, no job is started. */
export async function startJob(
  deps: ActivityDependencies,
  { jobId, workflowId, shardIndex, ...reference }: JobToStart,
  abortSignal: AbortSignal,
): Promise<RunningJob> {
  const atHand = await loadOpenRun(deps, reference);
  const { store, run, repository, provider } = atHand;
  const plan =
    shardIndex === undefined
      ? await planTests(atHand, jobId, abortSignal)
      : await planMutants(atHand, jobId, shardIndex);
  const running = {
    jobId,
    pollIntervalMs: provider.pollIntervalMs,
    left: plan.kind === 'baseline' ? 1 : plan.mutants.length,
  };
  if (running.left === 0) return running;
  const job = { jobId, runId: run.id, repository, settings: run.settings, plan };
  await store.saveJob({ jobId, runId: run.id, shardIndex, workflowId });
  await provider.prepare(job, abortSignal);
  abortSignal.throwIfAborted();
  await store.updateJob(jobId, { handle: await provider.dispatch(job) });
  return running;
}

async function planTests(atHand: RunAtHand, jobId: string, abortSignal: AbortSignal): Promise<RunnerPlan> {
  const { store, run } = atHand;
  const measured = await openMeasuredSource(atHand);
  const files: PlannedFile[] = [];
  for await (const { path, bytes } of readSources(measured, abortSignal)) {
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const projectFiles = await measured.tree.fingerprint();
  const projectKey = baselineKey(run.settings, projectFiles, measured.paths);
  await store.saveSurroundings(run.id, { projectKey, files: projectFiles });
  return planBaseline({ ...jobOf(atHand, jobId), files, known: await findKnownBaseline(atHand, projectKey) });
}

async function planMutants(
  atHand: RunAtHand,
  jobId: string,
  shardIndex: number,
): Promise<RunnerPlan & { kind: 'mutants' }> {
  const { store, run } = atHand;
  const [files, tests, mutants] = await Promise.all([
    store.listSources(run.id),
    store.listTests(run.id),
    store.listStoredMutants(run.id, { pendingInShard: shardIndex }),
  ]);
  return planShard({ ...jobOf(atHand, jobId), files, tests, mutants });
}

const jobOf = ({ run, provider }: RunAtHand, jobId: string) => ({
  runId: run.id,
  jobId,
  settings: run.settings,
  defaultWorkers: provider.workersPerJob,
});
