import type { GithubRepository } from '../../github/github-api.ts';
import type { CiRun } from '../ci-provider.ts';
import { BRANCH_PREFIX, runOfBranch } from './branch-names.ts';
import type { GithubScene } from './ci-strategy.ts';
import { withMirror } from './push-plans.ts';

/** Stops what still runs on the branches of a run, closes their pull requests, and removes them. */
export async function removeBranchesOf(
  scene: GithubScene,
  { organisationId, runId, repository }: CiRun,
): Promise<void> {
  const github = await scene.access.repository(organisationId, repository.location);
  const branches = (await github.listBranches(BRANCH_PREFIX))
    .map(({ name }) => name)
    .filter((name) => runOfBranch(name) === runId);
  if (branches.length === 0) return;
  await stopRunsOn(github, new Set(branches));
  await closePullRequests(github, branches);
  await withMirror(scene, organisationId, repository.location, (mirror) => mirror.deleteBranches(branches));
}

/** GitHub finishes runs whose branch is gone, and bills them. */
async function stopRunsOn(github: GithubRepository, branches: ReadonlySet<string>): Promise<void> {
  for (const status of ['queued', 'in_progress'] as const) {
    for (const run of await github.findRuns({ status })) {
      if (branches.has(run.headBranch)) await github.cancelRun(run.id);
    }
  }
}

/** Only mutants are ever brought by pull requests. */
async function closePullRequests(github: GithubRepository, branches: readonly string[]): Promise<void> {
  const ours = new Set(branches);
  for (const { number, headBranch, state } of await github.listPullRequests({ state: 'open' })) {
    if (state === 'open' && ours.has(headBranch)) await github.closePullRequest(number);
  }
}
