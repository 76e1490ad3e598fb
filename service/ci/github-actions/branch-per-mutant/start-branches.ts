import { TinybugError } from '../../../../shared/error-code.ts';
import type { GithubRepository } from '../../../github/github-api.ts';
import type { BranchUpdate, RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import { pushAll } from '../push-plans.ts';
import type { BranchPlan } from './branch-plan.ts';

/** GitHub starts 500 runs in ten seconds and blocks those beyond. */
const BRANCHES_AT_ONCE = 300;
const PAUSE_MS = 10_000;

export interface BranchesToStart {
  readonly event: BranchPlan['event'];
  readonly defaultBranch: string;
  /** Of the workflows that run tests. */
  readonly workflowPaths: readonly string[];
  readonly branches: readonly BranchUpdate[];
}

/**
 * Pushes branches and does what makes GitHub run the tests on them. What an earlier attempt has done is not done again.
 *
 * @param pause Waits for so many milliseconds.
 */
export async function startBranches(
  repository: GithubRepository,
  mirror: RepositoryMirror,
  start: BranchesToStart,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < start.branches.length; first += BRANCHES_AT_ONCE) {
    if (first > 0) await pause(PAUSE_MS);
    await pushAll(mirror, start.branches.slice(first, first + BRANCHES_AT_ONCE));
  }
  if (start.event === 'pull_request') await openPullRequests(repository, start);
  if (start.event === 'workflow_dispatch') await dispatchAll(repository, start);
}

async function openPullRequests(
  repository: GithubRepository,
  { branches, defaultBranch }: BranchesToStart,
): Promise<void> {
  const open = new Set((await repository.listPullRequests({ state: 'open' })).map(({ headBranch }) => headBranch));
  for (const { branch } of branches.filter((each) => !open.has(each.branch))) {
    await repository.createPullRequest({
      head: branch,
      base: defaultBranch,
      title: `Tinybug: ${branch}`,
      body: 'Tinybug measures the tests of this repository and closes this pull request when the tests have run. Do not merge it.',
      isDraft: true,
    });
  }
}

async function dispatchAll(repository: GithubRepository, { branches, workflowPaths }: BranchesToStart): Promise<void> {
  const workflows = (await repository.listWorkflows()).filter(({ path }) => workflowPaths.includes(path));
  const [missing] = workflowPaths.filter((path) => !workflows.some((workflow) => workflow.path === path));
  if (missing !== undefined)
    throw new TinybugError('no-workflow-matches', `${missing} is not on the default branch, so nothing can start it.`);
  const started = await repository.findRuns({ event: 'workflow_dispatch' });
  for (const { branch } of branches) {
    for (const { id, path } of workflows) {
      if (started.some((run) => run.headBranch === branch && run.path === path)) continue;
      await repository.dispatchWorkflow(id, branch, {});
    }
  }
}
