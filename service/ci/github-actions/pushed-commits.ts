import type { GithubRepository } from '../../github/github-api.ts';

const MOST_KEPT = 200;

/** The commits that were pushed to the branches of plans, until their jobs are dispatched. */
export interface PushedCommits {
  note(branch: string, commit: string): void;
  /**
   * What the branch holds.
   *
   * @throws Error where that is not what was pushed: another attempt pushes it again
   */
  require(repository: GithubRepository, branch: string): Promise<string>;
}

export function createPushedCommits(): PushedCommits {
  const commits = new Map<string, string>();
  return {
    note(branch, commit) {
      commits.delete(branch);
      commits.set(branch, commit);
      const [oldest] = commits.keys();
      if (oldest !== undefined && commits.size > MOST_KEPT) commits.delete(oldest);
    },
    async require(repository, branch) {
      const pushed = (await repository.listBranches(branch)).find(({ name }) => name === branch);
      if (pushed === undefined) throw new Error(`The branch ${branch} is not there.`);
      const expected = commits.get(branch) ?? pushed.commit;
      if (pushed.commit !== expected) throw new Error(`Somebody has moved the branch ${branch} to ${pushed.commit}.`);
      return expected;
    },
  };
}
