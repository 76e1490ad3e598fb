import type { MirrorGit } from './mirror-git.ts';
import { fetchCommits } from './resolve-revision.ts';

/** The authors' addresses by commit; those that are not on this machine are fetched in one go. */
export async function readAuthors(git: MirrorGit, commits: readonly string[]): Promise<Map<string, string>> {
  await fetchCommits(git, commits);
  const { stdout } = await git.local(['log', '--no-walk=unsorted', '--stdin', '--format=%H %ae'], {
    input: `${commits.join('\n')}\n`,
  });
  const lines = stdout.toString('utf8').split('\n');
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(0, 40), line.slice(41)]));
}
