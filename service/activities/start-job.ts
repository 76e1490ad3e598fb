import { createHash } from 'node:crypto';
import type { PlannedFile, RunnerPlan } from '../../shared/runner-plan.ts';
import { baselineKey } from '../planning/cache-key.ts';
import { planBaseline, planShard } from '../planning/plan-job.ts';
import type { RunningJob } from '../workflows/job-attempts.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { describeSource, openMeasuredSource, readSources } from './open-source.ts';
import { findKnownBaseline } from './verdict-cache.ts';

/** A job that a workflow wants. */
export interface JobToStart extends RunReference {
  readonly jobId: string;
  /** Waits for the job and is told of its changes. */
  readonly workflowId: string;
  /** Absent for the baseline. */
  readonly shardIndex?: number;
}

export interface ShardsToStart extends RunReference {
  readonly jobs: readonly (Omit<JobToStart, keyof RunReference> & { readonly shardIndex: number })[];
}

/** Brings what is left of a piece of work to the CI. Where nothing is left, no job is started. */
export async function startJob(
  deps: ActivityDependencies,
  { organisationId, runId, ...wanted }: JobToStart,
  abortSignal: AbortSignal,
): Promise<RunningJob> {
  const atHand = await loadOpenRun(deps, { organisationId, runId });
  const { shardIndex, jobId } = wanted;
  const plan =
    shardIndex === undefined
      ? await planTests(atHand, await describeJob(atHand, jobId), abortSignal)
      : await planMutants(atHand, await describeJob(atHand, jobId), shardIndex);
  const [running] = await bringToCi(atHand, [{ ...wanted, plan }], abortSignal);
  if (running === undefined) throw new Error(`The job ${jobId} was not started and not refused.`);
  return running;
}

/** Brings the shards of a run to the CI, all at once. */
export async function startShards(
  deps: ActivityDependencies,
  { jobs, ...reference }: ShardsToStart,
  abortSignal: AbortSignal,
): Promise<RunningJob[]> {
  const atHand = await loadOpenRun(deps, reference);
  const planned: PlannedJob[] = [];
  for (const { jobId, shardIndex, workflowId } of jobs) {
    const plan = await planMutants(atHand, await describeJob(atHand, jobId), shardIndex);
    planned.push({ jobId, shardIndex, workflowId, plan });
  }
  return bringToCi(atHand, planned, abortSignal);
}

interface PlannedJob extends Omit<JobToStart, keyof RunReference> {
  readonly plan: RunnerPlan;
}

async function bringToCi(
  atHand: RunAtHand,
  planned: readonly PlannedJob[],
  abortSignal: AbortSignal,
): Promise<RunningJob[]> {
  const { store, run, provider } = atHand;
  const source = await describeSource(atHand);
  const toStart = planned.filter(({ plan }) => countWork(plan) > 0);
  const jobs = toStart.map(({ jobId, shardIndex, plan }) => ({
    jobId,
    runId: run.id,
    ...(shardIndex !== undefined && { shardIndex }),
    source,
    settings: run.settings,
    plan,
  }));
  for (const { jobId, workflowId, shardIndex } of toStart) {
    await store.saveJob({ jobId, runId: run.id, shardIndex, workflowId });
  }
  if (jobs.length > 0) {
    await provider.prepare(jobs, abortSignal);
    abortSignal.throwIfAborted();
    for (const [jobId, handle] of await provider.dispatch(jobs)) await store.updateJob(jobId, { handle });
  }
  return planned.map(({ jobId, plan }) => ({
    jobId,
    pollIntervalMs: provider.pollIntervalMs,
    left: countWork(plan),
  }));
}

const countWork = (plan: RunnerPlan): number => (plan.kind === 'baseline' ? 1 : plan.mutants.length);

async function planTests(atHand: RunAtHand, job: DescribedJob, abortSignal: AbortSignal): Promise<RunnerPlan> {
  const { store, run } = atHand;
  const measured = await openMeasuredSource(atHand);
  const files: PlannedFile[] = [];
  for await (const { path, bytes } of readSources(measured, abortSignal)) {
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const projectFiles = await measured.tree.fingerprint();
  const projectKey = baselineKey(run.settings, projectFiles, measured.paths);
  await store.saveSurroundings(run.id, { projectKey, files: projectFiles });
  return planBaseline({ ...job, files, known: await findKnownBaseline(atHand, projectKey) });
}

async function planMutants(
  { store, run }: RunAtHand,
  job: DescribedJob,
  shardIndex: number,
): Promise<RunnerPlan & { kind: 'mutants' }> {
  const [files, tests, mutants] = await Promise.all([
    store.listSources(run.id),
    store.listTests(run.id),
    store.listStoredMutants(run.id, { pendingInShard: shardIndex }),
  ]);
  return planShard({ ...job, files, tests, mutants });
}

type DescribedJob = Awaited<ReturnType<typeof describeJob>>;

async function describeJob(atHand: RunAtHand, jobId: string) {
  const { run, provider } = atHand;
  const { workersPerJob } = await provider.capacity(await describeSource(atHand), run.settings);
  return { runId: run.id, jobId, settings: run.settings, defaultWorkers: workersPerJob };
}
