import { RunnerPlan } from '../../../../shared/runner-plan.ts';
import type { GithubRepository, WorkflowRun } from '../../../github/github-api.ts';
import type { RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { planPath } from '../push-plans.ts';
import { BRANCH_PLAN_PATH, BranchPlan, branchOf, chooseTriggerAt, type TestedCommit } from './branch-plan.ts';
import { groupByBranch, standingOfBranch, type BranchRuns, type BranchStanding } from './branch-rounds.ts';
import type { CiRunEvidence } from './ci-run.ts';
import { createNodeIds, type NodeIds } from './node-id.ts';
import { readEvidence } from './read-evidence.ts';
import type { TestWorkflow } from './workflow-triggers.ts';

/** A job as it was pushed. */
export interface BranchJob {
  readonly jobId: string;
  readonly runId: string;
  readonly plan: RunnerPlan;
  readonly branches: BranchPlan;
  /** Those that run tests. */
  readonly workflows: readonly TestWorkflow[];
  readonly nodeIds: NodeIds;
}

/** Reads from the branch of its plan what a job has pushed. */
export async function loadBranchJob(
  mirror: RepositoryMirror,
  { runId, commit, repository }: GithubJobHandle,
  jobId: string,
): Promise<BranchJob> {
  const files = await mirror.readFiles(commit, [planPath(jobId), BRANCH_PLAN_PATH]);
  const plan = RunnerPlan.parse(parse(files.get(planPath(jobId))));
  const branches = BranchPlan.parse(parse(files.get(BRANCH_PLAN_PATH)));
  const job = { runId, jobId, repository, plan };
  const { workflows } = await chooseTriggerAt(mirror, commit, job, branches.defaultBranch);
  return { jobId, runId, plan, branches, workflows, nodeIds: createNodeIds(branches.pythonFiles) };
}

function parse(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) throw new Error("The plan is not in the job's branch.");
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** What GitHub has run for a job so far. */
export interface BranchView {
  readonly repository: GithubRepository;
  readonly job: BranchJob;
  readonly runsByBranch: ReadonlyMap<string, BranchRuns>;
  readonly waitedMs: number;
}

/** Clocks of two machines, and a push that took its time. */
const BEFORE_DISPATCH_MS = 10 * 60_000;

/** @param commits What each branch was pushed with: by default the job's own branches. */
export async function viewBranches(
  repository: GithubRepository,
  job: BranchJob,
  dispatchedAt: number,
  now: number,
  commits: ReadonlyMap<string, string> = commitsByBranch(job),
): Promise<BranchView> {
  const { event } = job.branches;
  const runs = await repository.findRuns({ event, createdAfter: new Date(dispatchedAt - BEFORE_DISPATCH_MS) });
  // What somebody else has pushed to a branch is not what was planned.
  const ours = runs.filter(({ headBranch, headSha }) => commits.get(headBranch) === headSha);
  const runsByBranch = groupByBranch(ours, event, pathsOf(job));
  return { repository, job, runsByBranch, waitedMs: now - dispatchedAt };
}

export const pathsOf = ({ workflows }: BranchJob): string[] => workflows.map(({ path }) => path);

export function standingOf({ job, runsByBranch, waitedMs }: BranchView, branch: string): BranchStanding {
  return standingOfBranch(runsByBranch.get(branch), pathsOf(job), waitedMs);
}

export const readRound = (
  { repository, job }: Pick<BranchView, 'repository' | 'job'>,
  runs: readonly WorkflowRun[],
): Promise<CiRunEvidence[]> => Promise.all(runs.map((run) => readEvidence(repository, run, job.workflows)));

export const branchOfCommit = ({ job }: BranchView, commit: TestedCommit, round = 1): string =>
  branchOf(commit, job.runId, job.jobId, round);

/** The branches that a job begins with. */
export function firstBranches({ branches, runId, jobId }: BranchJob): { branch: string; commit: string }[] {
  return branches.commits.flatMap((commit) =>
    Array.from({ length: branches.rounds }, (_, round) => ({
      branch: branchOf(commit, runId, jobId, round + 1),
      commit: commit.commit,
    })),
  );
}

/** A mutant may be tried a second time. */
const MOST_ROUNDS_OF_MUTANT = 2;

function commitsByBranch({ branches, runId, jobId }: BranchJob): Map<string, string> {
  const rounds = Math.max(branches.rounds, MOST_ROUNDS_OF_MUTANT);
  return new Map(
    branches.commits.flatMap((commit) =>
      Array.from({ length: rounds }, (_, round) => [branchOf(commit, runId, jobId, round + 1), commit.commit] as const),
    ),
  );
}
