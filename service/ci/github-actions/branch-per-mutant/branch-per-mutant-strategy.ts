import { setTimeout as pause } from 'node:timers/promises';
import type { RunnerRecord } from '../../../../shared/runner-report.ts';
import type { GithubRepository } from '../../../github/github-api.ts';
import type { RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import type { CiJob, CiJobState } from '../../ci-provider.ts';
import type { CiStrategy, GithubScene } from '../ci-strategy.ts';
import { planBranch } from '../branch-names.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { createPushedCommits } from '../pushed-commits.ts';
import { measuredCommit, pushPlans, withMirror } from '../push-plans.ts';
import { stopCiRuns } from '../stop-ci-runs.ts';
import {
  firstBranches,
  loadBranchJob,
  pathsOf,
  standingOf,
  viewBranches,
  type BranchJob,
  type BranchView,
} from './branch-job.ts';
import { BRANCH_PLAN_PATH, chooseTriggerAt, planBranches } from './branch-plan.ts';
import { findBaseline, readBaseline } from './find-baseline.ts';
import { isJudged, judgeBranches, type JudgedBranches } from './judge-branches.ts';
import { startBranches } from './start-branches.ts';

/** One poll reads logs for so long; the next one goes on. */
const LONGEST_POLL_MS = 60_000;
const MOST_KEPT_JOBS = 50;

/** The repository's own workflow, unmodified, on a branch for each mutant. */
export function createBranchPerMutantStrategy(scene: GithubScene): CiStrategy {
  return new BranchPerMutant(scene);
}

interface OpenJob {
  readonly repository: GithubRepository;
  readonly mirror: RepositoryMirror;
  readonly job: BranchJob;
}

class BranchPerMutant implements CiStrategy {
  private readonly scene: GithubScene;
  /** What polls found out so far, by job; read from GitHub anew where it is not here. */
  private readonly judged = new Map<string, JudgedBranches>();
  private readonly jobs = new Map<string, BranchJob>();
  private readonly pushed = createPushedCommits();

  constructor(scene: GithubScene) {
    this.scene = scene;
  }

  async prepare(jobs: readonly CiJob[], abortSignal: AbortSignal): Promise<void> {
    for (const job of jobs) await this.prepareOne(job, abortSignal);
  }

  private async prepareOne(job: CiJob, abortSignal: AbortSignal): Promise<void> {
    const { organisationId, repository } = job.source;
    const github = await this.scene.access.repository(organisationId, repository.location);
    const { defaultBranch } = await github.show();
    const plan = await withMirror(this.scene, organisationId, repository.location, async (mirror) => {
      const parent = await measuredCommit(mirror, job.source);
      const described = { ...job, repository: repository.location };
      const trigger = await chooseTriggerAt(mirror, parent, described, defaultBranch);
      return planBranches(mirror, parent, job, trigger, defaultBranch);
    });
    const bytes = new TextEncoder().encode(JSON.stringify(plan));
    const commit = await pushPlans(this.scene, [job], abortSignal, { [BRANCH_PLAN_PATH]: bytes });
    this.pushed.note(planBranch(job.runId, job.jobId), commit);
  }

  async dispatch(jobs: readonly CiJob[]): Promise<ReadonlyMap<string, GithubJobHandle>> {
    const handles = new Map<string, GithubJobHandle>();
    for (const job of jobs) handles.set(job.jobId, await this.dispatchOne(job));
    return handles;
  }

  private async dispatchOne({ jobId, runId, source }: CiJob): Promise<GithubJobHandle> {
    const { organisationId, repository } = source;
    const github = await this.scene.access.repository(organisationId, repository.location);
    const branch = planBranch(runId, jobId);
    const handle: GithubJobHandle = {
      strategy: 'branch-per-mutant',
      organisationId,
      runId,
      repository: repository.location,
      repositoryId: (await github.show()).id,
      branch,
      commit: await this.pushed.require(github, branch),
      dispatchedAt: this.scene.now(),
    };
    await this.withJob(jobId, handle, async ({ mirror, job }) => {
      await startBranches(github, mirror, describeStart(job, firstBranches(job)), pause);
    });
    return handle;
  }

  poll(jobId: string, handle: GithubJobHandle): Promise<CiJobState> {
    return this.withJob(jobId, handle, async (open) => {
      const view = await this.view(open, handle);
      if (open.job.plan.kind === 'baseline') return pollBaseline(view);
      const judged = await this.judgedOf(open);
      await this.judge(open, view, judged);
      return { state: isJudged(view, judged) ? 'finished' : 'running' };
    });
  }

  async *fetch(jobId: string, handle: GithubJobHandle): AsyncGenerator<RunnerRecord> {
    yield* await this.withJob(jobId, handle, async (open) => {
      const view = await this.view(open, handle);
      if (open.job.plan.kind === 'baseline') return fetchBaseline(view);
      const judged = await this.judgedOf(open);
      await this.judge(open, view, judged);
      return describeJudged(view, judged);
    });
  }

  async cancel(handle: GithubJobHandle): Promise<void> {
    const github = await this.scene.access.repository(handle.organisationId, handle.repository);
    // Branches of a job end with the same digits as the branch of its plan.
    const suffix = handle.branch.slice('tinybug/run-'.length);
    await stopCiRuns(github, ({ headBranch }) => headBranch.startsWith('tinybug/') && headBranch.includes(suffix));
  }

  private view({ repository, job }: OpenJob, { dispatchedAt }: GithubJobHandle): Promise<BranchView> {
    return viewBranches(repository, job, dispatchedAt, this.scene.now());
  }

  private async judge({ repository, mirror, job }: OpenJob, view: BranchView, judged: JudgedBranches): Promise<void> {
    const until = this.scene.now() + LONGEST_POLL_MS;
    const { records, retries } = await judgeBranches(view, judged, () => this.scene.now() < until);
    for (const record of records) await this.scene.listener.onRecord(job.jobId, record);
    if (retries.length > 0) await startBranches(repository, mirror, describeStart(job, retries), pause);
  }

  private async judgedOf({ repository, job }: OpenJob): Promise<JudgedBranches> {
    const present = this.judged.get(job.jobId);
    if (present !== undefined) return present;
    const baseline = await findBaseline(repository, job, this.scene.now());
    const judged = { baseline, canaries: new Map(), results: new Map(), retried: new Set<string>() };
    keep(this.judged, job.jobId, judged);
    return judged;
  }

  private async withJob<Result>(
    jobId: string,
    handle: GithubJobHandle,
    work: (open: OpenJob) => Promise<Result>,
  ): Promise<Result> {
    const { organisationId, repository: fullName } = handle;
    const repository = await this.scene.access.repository(organisationId, fullName);
    return withMirror(this.scene, organisationId, fullName, async (mirror) => {
      const job = this.jobs.get(jobId) ?? (await loadBranchJob(mirror, handle, jobId));
      keep(this.jobs, jobId, job);
      return work({ repository, mirror, job });
    });
  }
}

const describeStart = (job: BranchJob, branches: readonly { branch: string; commit: string }[]) => ({
  event: job.branches.event,
  defaultBranch: job.branches.defaultBranch,
  workflowPaths: pathsOf(job),
  branches,
});

async function pollBaseline(view: BranchView): Promise<CiJobState> {
  const branches = firstBranches(view.job).map(({ branch }) => branch);
  const standings = branches.map((branch) => ({ branch, ...standingOf(view, branch) }));
  if (standings.some(({ standing }) => standing === 'waiting')) return { state: 'running' };
  const unseen = standings.find(({ standing }) => standing === 'never-started');
  if (unseen !== undefined)
    return { state: 'lost', reason: `GitHub started no workflow for the branch ${unseen.branch}.` };
  const runs = standings.flatMap((standing) => standing.runs);
  if (runs.every(({ conclusion }) => conclusion === 'success')) return { state: 'finished' };
  return (await readBaseline(view, branches)).interruption ?? { state: 'finished' };
}

/** Runs that have not ended say nothing yet. */
async function fetchBaseline(view: BranchView): Promise<readonly RunnerRecord[]> {
  const branches = firstBranches(view.job).map(({ branch }) => branch);
  if (branches.some((branch) => standingOf(view, branch).standing === 'waiting')) return [];
  return (await readBaseline(view, branches)).records;
}

function describeJudged(view: BranchView, judged: JudgedBranches): RunnerRecord[] {
  const canaries = [...judged.canaries].map(([path, isCaught]): RunnerRecord => ({ type: 'canary', path, isCaught }));
  const results = [...judged.results.values()].map((result): RunnerRecord => ({ type: 'result', result }));
  const sum = [...judged.results.values()].reduce((total, { evidence }) => total + evidence.wallMs, 0);
  const end: RunnerRecord[] = isJudged(view, judged) ? [{ type: 'finished', cpuMs: sum, wallMs: sum }] : [];
  return [...canaries, ...results, ...end];
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= MOST_KEPT_JOBS) return;
    map.delete(oldest);
  }
}
