import type { GithubRepository } from '../../../github/github-api.ts';
import { readRound, standingOf, viewBranches, type BranchJob, type BranchView } from './branch-job.ts';
import { baselineFromRuns, type BaselineOfRuns } from './baseline-from-run.ts';
import type { CiBaseline } from './ci-baseline.ts';
import { testedBranch } from '../branch-names.ts';

/** The baseline that the runs of one job make; all of them have ended. */
export async function readBaseline(view: BranchView, branches: readonly string[]): Promise<BaselineOfRuns> {
  const { job } = view;
  const rounds = await Promise.all(branches.map((branch) => readRound(view, standingOf(view, branch).runs)));
  return baselineFromRuns({
    rounds,
    workflows: job.workflows,
    nodeIds: job.nodeIds,
    lineCounts: new Map(Object.entries(job.branches.lineCounts)),
  });
}

/**
 * The baseline of the run that a job of mutants belongs to: what its other job has left at GitHub.
 *
 * @throws Error where it is gone
 */
export async function findBaseline(repository: GithubRepository, job: BranchJob, now: number): Promise<CiBaseline> {
  const prefix = testedBranch('baseline', job.runId, '', 1);
  const commits = new Map((await repository.listBranches(prefix)).map(({ name, commit }) => [name, commit]));
  const names = [...commits.keys()];
  // Of a job that was lost, and the one that took its place, the runs of one have all ended well.
  const view = await viewBranches(repository, job, 0, now, commits);
  for (const jobPrefix of new Set(names.map((name) => name.slice(0, prefix.length + 8)))) {
    const branches = names.filter((name) => name.startsWith(jobPrefix));
    if (!branches.every((branch) => standingOf(view, branch).standing === 'ended')) continue;
    const { baseline } = await readBaseline(view, branches.toSorted());
    if (baseline !== undefined) return baseline;
  }
  throw new Error('The runs of the baseline are not at GitHub any more.');
}
