import type { Branch, GithubRepository } from '../../github/github-api.ts';
import { AUTHOR } from '../../source/mirror/apply-patch.ts';
import type { CiRun } from '../ci-provider.ts';
import { BRANCH_PREFIX, runOfBranch } from './branch-names.ts';
import type { GithubScene } from './ci-strategy.ts';
import { withMirror } from './push-plans.ts';
import { stopCiRuns } from './stop-ci-runs.ts';

/** Stops what still runs for a run, closes its pull requests, and removes its branches. */
export async function removeRemainsOf(scene: GithubScene, run: CiRun): Promise<void> {
  const { organisationId, runId, repository } = run;
  const isOfRun = (branch: string): boolean => runOfBranch(branch) === runId;
  const github = await scene.access.repository(organisationId, repository.location);
  // A CI run goes on, and is billed, where somebody has removed its branch.
  await stopCiRuns(github, ({ headBranch }) => isOfRun(headBranch));
  await closePullRequests(github, isOfRun);
  const branches = (await github.listBranches(BRANCH_PREFIX)).filter(({ name }) => isOfRun(name));
  if (branches.length > 0) await removeOwnBranches(scene, run, branches);
}

/** Ids of the runs whose branches are in the repository. */
export async function findRunsWithRemains(
  scene: GithubScene,
  { organisationId, repository }: Omit<CiRun, 'runId'>,
): Promise<string[]> {
  const github = await scene.access.repository(organisationId, repository.location);
  const branches = await github.listBranches(BRANCH_PREFIX);
  return [...new Set(branches.flatMap(({ name }) => runOfBranch(name) ?? []))];
}

/** What somebody else has pushed to a branch of ours is theirs. */
async function removeOwnBranches(
  scene: GithubScene,
  { organisationId, runId, repository }: CiRun,
  branches: readonly Branch[],
): Promise<void> {
  const foreign = await withMirror(scene, organisationId, repository.location, async (mirror) => {
    const authors = await mirror.authorsOf(branches.map(({ commit }) => commit));
    const isOwn = ({ commit }: Branch): boolean => authors.get(commit) === AUTHOR.email;
    await mirror.deleteBranches(branches.filter(isOwn).map(({ name }) => name));
    return branches.filter((branch) => !isOwn(branch)).map(({ name }) => name);
  });
  if (foreign.length === 0) return;
  const message = `The last commit of ${foreign.join(', ')} is not Tinybug's, so the branch was not removed.`;
  await scene.listener.onNotice(runId, message);
}

/** Only mutants are ever brought by pull requests. */
async function closePullRequests(github: GithubRepository, isOfRun: (branch: string) => boolean): Promise<void> {
  for (const { number, headBranch, state } of await github.listPullRequests({ state: 'open' })) {
    if (state === 'open' && isOfRun(headBranch)) await github.closePullRequest(number);
  }
}
