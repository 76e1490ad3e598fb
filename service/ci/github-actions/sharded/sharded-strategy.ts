import type { RunnerRecord } from '../../../../shared/runner-report.ts';
import { TinybugError } from '../../../../shared/error-code.ts';
import {
  GithubNotFound,
  GithubRefused,
  type Artifact,
  type GithubRepository,
  type WorkflowRun,
} from '../../../github/github-api.ts';
import type { CiJob, CiJobState } from '../../ci-provider.ts';
import { planBranch } from '../branch-names.ts';
import type { CiStrategy, GithubScene } from '../ci-strategy.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { createPushedCommits, type PushedCommits } from '../pushed-commits.ts';
import { pushPlans } from '../push-plans.ts';
import { explainUncarried, findRunnableWorkflow, findTimeLimitMs } from './workflow-of-commit.ts';
import { issueTokens } from './issue-tokens.ts';
import { artifactName, downloadReport, MOST_REPORT_BYTES, type ShardReport } from './shard-report.ts';
import { standingOf, type ShardStanding } from './shard-state.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** GitHub shows a dispatched run within seconds; after so long it never came to be. */
const LONGEST_UNSEEN_MS = 10 * 60_000;
/** Reports read by `poll` are kept for the `fetch` that follows. */
const MOST_KEPT_REPORTS = 32;

/** Many mutants in one CI job, as a matrix of Tinybug's own workflow, which the repository has installed. */
export function createShardedStrategy(scene: GithubScene): CiStrategy {
  const reports = new Map<string, ShardReport>();
  const pushed = createPushedCommits();
  return {
    async prepare(jobs, abortSignal) {
      const [first, ...others] = jobs;
      if (first === undefined) return;
      const { text, isCarried } = await findRunnableWorkflow(scene, first.source);
      const files = {
        '.tinybug/runner.pyz': await scene.readRunner(),
        ...(await issueTokens(scene, jobs, text)),
        ...(isCarried && { [WORKFLOW_PATH]: new TextEncoder().encode(text) }),
      };
      const commit = await pushPlans(scene, [first, ...others], abortSignal, files).catch((error: unknown) => {
        throw isCarried ? explainUncarried(error, first.source) : error;
      });
      pushed.note(planBranch(first.runId, first.jobId), commit);
    },

    async dispatch(jobs) {
      const [first] = jobs;
      if (first === undefined) return new Map();
      const common = await dispatchTogether(scene, pushed, first, jobs);
      return new Map(jobs.map(({ jobId }) => [jobId, common]));
    },

    async poll(jobId, handle) {
      const repository = await openRepository(scene, handle);
      const ciRunId = await findCiRun(scene, repository, handle);
      if (ciRunId === undefined) return unseen(scene, handle);
      const [run, jobs] = await Promise.all([
        scene.views.run(repository, ciRunId),
        scene.views.jobs(repository, ciRunId),
      ]);
      if (run.headSha !== handle.commit) return { state: 'lost', reason: describeMove(run, handle) };
      const standing = standingOf(jobId, run, jobs);
      if (standing.standing !== 'ended') return { state: standing.standing };
      const known = reports.get(jobId);
      // A job that has ended adds nothing to a whole report; an upload that is missing may still come.
      const report =
        known !== undefined && known.problem === undefined
          ? known
          : await readReportOf(scene, repository, ciRunId, jobId);
      keep(reports, jobId, report);
      return judgeEnd(standing, report, standing.isCancelled ? await findTimeLimitMs(scene, handle) : 0);
    },

    async *fetch(jobId, handle): AsyncGenerator<RunnerRecord> {
      const repository = await openRepository(scene, handle);
      const ciRunId = await findCiRun(scene, repository, handle);
      const report =
        reports.get(jobId) ??
        (ciRunId === undefined ? undefined : await readReportOf(scene, repository, ciRunId, jobId));
      reports.delete(jobId);
      yield* report?.records ?? [];
    },

    async cancel(handle) {
      const repository = await openRepository(scene, handle);
      const ciRunId = await findCiRun(scene, repository, handle);
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
  pushed: PushedCommits,
  { runId, jobId, source }: CiJob,
  jobs: readonly CiJob[],
): Promise<GithubJobHandle> {
  const { organisationId, repository } = source;
  const branch = planBranch(runId, jobId);
  const github = await scene.access.repository(organisationId, repository.location);
  const commit = await pushed.require(github, branch);
  const runs = await github.findRuns({ branch, event: 'workflow_dispatch' });
  const present = runs.find(({ headSha, path }) => headSha === commit && path === WORKFLOW_PATH);
  const shards = JSON.stringify(jobs.map((job) => job.jobId));
  const inputs = { run: branch.slice('tinybug/run-'.length), commit, shards };
  const ciRunId = present?.id ?? (await start(github, branch, inputs));
  return {
    strategy: 'sharded',
    organisationId,
    runId,
    repository: repository.location,
    repositoryId: (await github.show()).id,
    branch,
    commit,
    dispatchedAt: scene.now(),
    ciRunId,
  };
}

/** @throws TinybugError `workflow-not-installed` where GitHub does not take these inputs */
async function start(
  github: GithubRepository,
  branch: string,
  inputs: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  try {
    return await github.dispatchWorkflow(WORKFLOW_PATH.replace(/^.*\//, ''), branch, inputs);
  } catch (error) {
    if (!(error instanceof GithubRefused || error instanceof GithubNotFound)) throw error;
    const message = `GitHub does not start ${WORKFLOW_PATH} of ${github.fullName}; it may be an old one, or be gone. ${error.message}`;
    throw new TinybugError('workflow-not-installed', message, { cause: error });
  }
}

async function findCiRun(
  { views }: GithubScene,
  repository: GithubRepository,
  { ciRunId, branch, commit }: GithubJobHandle,
): Promise<number | undefined> {
  if (ciRunId !== undefined) return ciRunId;
  const runs = await views.ofBranch(repository, branch);
  return runs.find(({ headSha, path }) => headSha === commit && path === WORKFLOW_PATH)?.id;
}

const describeMove = ({ headSha, url }: WorkflowRun, { branch }: GithubJobHandle): string =>
  `Somebody moved the branch ${branch} to ${headSha} before its CI run began, so that its results count for nothing: ${url}`;

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
  const isWanted = ({ name }: Artifact): boolean => name === artifactName(jobId);
  // Another shard may have asked for the list a moment before this one's report was in it.
  const artifact =
    (await views.artifacts(repository, ciRunId)).find(isWanted) ??
    (await repository.listArtifacts(ciRunId)).find(isWanted);
  if (artifact === undefined) return { records: [], problem: 'The job uploaded no report.' };
  if (artifact.isExpired) return { records: [], problem: "The job's report has expired at GitHub." };
  if (artifact.sizeBytes > MOST_REPORT_BYTES) return { records: [], problem: "The job's report is too large." };
  return downloadReport(repository, artifact.id).catch(ignoreGone);
}

function ignoreGone(error: unknown): ShardReport {
  if (!(error instanceof GithubNotFound)) throw error;
  return { records: [], problem: "The job's report is gone from GitHub." };
}

/** GitHub also calls a job cancelled that has reached its time limit; what that one has not done can be done by another. */
function judgeEnd(
  { reason, isCancelled, wallMs }: Extract<ShardStanding, { standing: 'ended' }>,
  report: ShardReport,
  timeLimitMs: number,
): CiJobState {
  if (report.problem === undefined) return { state: 'finished' };
  if (isCancelled && wallMs < timeLimitMs) return { state: 'cancelled', reason };
  return { state: 'lost', reason: `${report.problem} ${reason}` };
}

function keep(reports: Map<string, ShardReport>, jobId: string, report: ShardReport): void {
  reports.set(jobId, report);
  for (const oldest of reports.keys()) {
    if (reports.size <= MOST_KEPT_REPORTS) return;
    reports.delete(oldest);
  }
}
