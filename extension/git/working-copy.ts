import { TinybugError } from '../../shared/error-code.ts';
import type { GitFolder } from './git-folder.ts';
import { parseRemote, type Remote } from './parse-remote.ts';

/** The newest commit that a remote is known to have, and what lies on top of it here. */
export interface SharedCommit {
  readonly commit: string;
  readonly unpushedCommits: number;
}

/**
 * @throws TinybugError `no-git-repository`, `not-repository-root`
 */
export async function requireTopFolder(git: GitFolder): Promise<void> {
  const { exitCode, stdout, stderr } = await git.run(['rev-parse', '--show-toplevel', '--show-prefix']);
  if (exitCode !== 0) throw new TinybugError('no-git-repository', firstLine(stderr) || `${git.folder} is not one.`);
  const [top = '', prefix = ''] = stdout.toString('utf8').split('\n');
  if (prefix !== '') throw new TinybugError('not-repository-root', `${git.folder} lies in the repository ${top}.`);
}

export const firstLine = (text: string): string => text.split('\n', 1)[0]?.trim() ?? '';

/** The remotes that name a repository on a server; the one that the branch follows comes first, then `origin`. */
export async function listRemotes(git: GitFolder): Promise<Remote[]> {
  const names = (await git.read('remote'))?.split('\n').filter((name) => name !== '') ?? [];
  const branch = await git.read('symbolic-ref', '--quiet', '--short', 'HEAD');
  const followed = branch === undefined ? undefined : await git.read('config', '--get', `branch.${branch}.remote`);
  const rank = (name: string): number => (name === followed ? 0 : name === 'origin' ? 1 : 2);
  const ordered = names.toSorted((a, b) => rank(a) - rank(b));
  const remotes = await Promise.all(ordered.map((name) => readRemote(git, name)));
  return remotes.filter((remote) => remote !== undefined);
}

/** As git would reach it: `insteadOf` has been applied. */
async function readRemote(git: GitFolder, name: string): Promise<Remote | undefined> {
  const address = await git.read('remote', 'get-url', '--', name);
  return address === undefined ? undefined : parseRemote(name, firstLine(address));
}

/**
 * Walks back from HEAD, on a branch or not, to the first commit that a remote-tracking branch reaches.
 *
 * @throws TinybugError `no-shared-commit`
 */
export async function findSharedCommit(git: GitFolder, remote: Remote): Promise<SharedCommit> {
  const head = await git.read('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (head === undefined) throw new TinybugError('no-shared-commit', 'There is no commit yet.');
  const listing = await git.read(
    'rev-list',
    '--first-parent',
    '--parents',
    'HEAD',
    '--not',
    `--remotes=${remote.name}`,
  );
  const unpushed = listing?.split('\n').filter((line) => line !== '') ?? [];
  const oldest = unpushed.at(-1);
  if (oldest === undefined) return { commit: head, unpushedCommits: 0 };
  const [, parent] = oldest.split(' ');
  if (parent === undefined)
    throw new TinybugError(
      'no-shared-commit',
      `No branch of ${remote.name} is known that has a commit of this history.`,
    );
  return { commit: parent, unpushedCommits: unpushed.length };
}

/**
 * A revision as the remote can understand it: its commit where the remote has that, else the newest one it has.
 *
 * @throws TinybugError `unknown-revision`
 */
export async function sharedRevision(
  git: GitFolder,
  remote: Remote,
  revision: string,
  shared: SharedCommit,
): Promise<string> {
  const commit = await git.read('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (commit === undefined) throw new TinybugError('unknown-revision', `git does not know ${revision}.`);
  const missing = await git.read('rev-list', '--max-count=1', commit, '--not', `--remotes=${remote.name}`);
  return missing === '' ? commit : shared.commit;
}
