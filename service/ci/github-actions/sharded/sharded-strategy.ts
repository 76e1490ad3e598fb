import type { RunnerRecord } from '../../../../shared/runner-report.ts';
import type { GithubRepository } from '../../../github/github-api.ts';
import type { CiJob, CiJobState } from '../../ci-provider.ts';
import { planBranch } from '../branch-names.ts';
import type { CiStrategy, GithubScene } from '../ci-strategy.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { pushPlans } from '../push-plans.ts';
import { artifactName, downloadReport, type ShardReport } from './shard-report.ts';
import { standingOf } from './shard-state.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** GitHub shows a dispatched run within seconds; after so long it never came to be. */
const LONGEST_UNSEEN_MS = 10 * 60_000;
/** Reports read by `poll` are kept for the `fetch` that follows. */
const MOST_KEPT_REPORTS = 32;

/** Many mutants in one CI job, as a matrix of Tinybug's own workflow, which the repository has installed. */
export function createShardedStrategy(scene: GithubScene): CiStrategy {
  const reports = new Map<string, ShardReport>();
  return {
    async prepare(jobs, abortSignal) {
      await pushPlans(scene, jobs, abortSignal, {
        '.tinybug/runner.pyz': await scene.readRunner(),
      });
    },

    async dispatch(jobs) {
      const [first] = jobs;
      if (first === undefined) return new Map();
      const common = await dispatchTogether(scene, first, jobs);
      return new Map(jobs.map(({ jobId }) => [jobId, common]));
    },

    async poll(jobId, handle) {
      const repository = await openRepository(scene, handle);
      const ciRunId = handle.ciRunId ?? (await findCiRun(scene, repository, handle.branch));
      if (ciRunId === undefined) return unseen(scene, handle);
      const [run, jobs] = await Promise.all([
        scene.views.run(repository, ciRunId),
        scene.views.jobs(repository, ciRunId),
      ]);
      const standing = standingOf(jobId, run, jobs);
      if (standing.standing !== 'ended') return { state: standing.standing };
      const known = reports.get(jobId);
      // A job that has ended adds nothing to a whole report; an upload that is missing may still come.
      const report =
        known !== undefined && known.problem === undefined
          ? known
          : await readReportOf(scene, repository, ciRunId, jobId);
      keep(reports, jobId, report);
      return judgeEnd(standing, report);
    },

    async *fetch(jobId, handle): AsyncGenerator<RunnerRecord> {
      const repository = await openRepository(scene, handle);
      const ciRunId = handle.ciRunId ?? (await findCiRun(scene, repository, handle.branch));
      const report =
        reports.get(jobId) ??
        (ciRunId === undefined ? undefined : await readReportOf(scene, repository, ciRunId, jobId));
      reports.delete(jobId);
      yield* report?.records ?? [];
    },

    async cancel(handle) {
      const repository = await openRepository(scene, handle);
      const ciRunId = handle.ciRunId ?? (await findCiRun(scene, repository, handle.branch));
      if (ciRunId !== undefined) await repository.cancelRun(ciRunId);
    },
  };
}

const openRepository = (
  { access }: GithubScene,
  { organisationId, repository }: Pick<GithubJobHandle, 'organisationId' | 'repository'>,
): Promise<GithubRepository> => access.repository(organisationId, repository);

/** One CI run for all of them. A run that an earlier attempt has started is taken. */
async function dispatchTogether(
  scene: GithubScene,
  { runId, jobId, source }: CiJob,
  jobs: readonly CiJob[],
): Promise<GithubJobHandle> {
  const { organisationId, repository } = source;
  const branch = planBranch(runId, jobId);
  const github = await scene.access.repository(organisationId, repository.location);
  const [pushed] = await github.listBranches(branch);
  if (pushed === undefined) throw new Error(`The branch ${branch} is not there.`);
  const [present] = await github.findRuns({ branch, event: 'workflow_dispatch' });
  const ciRunId =
    present?.id ??
    (await github.dispatchWorkflow(WORKFLOW_PATH.replace(/^.*\//, ''), branch, {
      run: branch.slice('tinybug/run-'.length),
      shards: JSON.stringify(jobs.map((job) => job.jobId)),
    }));
  return {
    strategy: 'sharded',
    organisationId,
    runId,
    repository: repository.location,
    repositoryId: (await github.show()).id,
    branch,
    commit: pushed.commit,
    dispatchedAt: scene.now(),
    ciRunId,
  };
}

async function findCiRun(
  { views }: GithubScene,
  repository: GithubRepository,
  branch: string,
): Promise<number | undefined> {
  const [newest] = await views.ofBranch(repository, branch);
  return newest?.id;
}

const unseen = ({ now }: GithubScene, { dispatchedAt, branch }: GithubJobHandle): CiJobState =>
  now() - dispatchedAt < LONGEST_UNSEEN_MS
    ? { state: 'queued' }
    : { state: 'lost', reason: `GitHub started no run of ${WORKFLOW_PATH} on ${branch}.` };

async function readReportOf(
  { views }: GithubScene,
  repository: GithubRepository,
  ciRunId: number,
  jobId: string,
): Promise<ShardReport> {
  const artifacts = await views.artifacts(repository, ciRunId);
  const artifact = artifacts.find(({ name }) => name === artifactName(jobId));
  if (artifact === undefined) return { records: [], problem: 'The job uploaded no report.' };
  if (artifact.isExpired) return { records: [], problem: "The job's report has expired at GitHub." };
  return downloadReport(repository, artifact.id);
}

function judgeEnd({ reason, isCancelled }: { reason: string; isCancelled: boolean }, report: ShardReport): CiJobState {
  if (report.problem === undefined) return { state: 'finished' };
  return isCancelled ? { state: 'cancelled' } : { state: 'lost', reason: `${report.problem} ${reason}` };
}

function keep(reports: Map<string, ShardReport>, jobId: string, report: ShardReport): void {
  reports.set(jobId, report);
  for (const oldest of reports.keys()) {
    if (reports.size <= MOST_KEPT_REPORTS) return;
    reports.delete(oldest);
  }
}
