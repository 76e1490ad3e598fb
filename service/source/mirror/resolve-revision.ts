import { TinybugError } from '../../../shared/error-code.ts';
import type { MirrorGit } from './mirror-git.ts';

const WHOLE_ID = /^[0-9a-f]{40}$/;
const ABBREVIATED_ID = /^[0-9a-f]{4,39}$/;
/** A branch, tag or commit with steps back from it, such as `main~3`. */
const REVISION = /^([^\s~^:?*[\\-][^\s~^:?*[\\]*?)((?:[~^]\d*)*)$/;

/**
 * The commit of a branch, tag or (shortened) id as the repository has it now, fetched where it was not there.
 *
 * @throws TinybugError `unknown-revision`
 */
export async function resolveRevision(git: MirrorGit, revision: string): Promise<string> {
  const [, name = '', steps = ''] = REVISION.exec(revision) ?? [];
  if (name === '' || name.includes('..') || name.includes('@{')) throw unknown(revision);
  const start = (await findByName(git, name)) ?? (await findById(git, name));
  if (start === undefined) throw unknown(revision);
  const commit = await localCommit(git, `${start}${steps}`);
  if (commit === undefined) throw unknown(revision);
  return commit;
}

/** Fetches the commit unless it is there; for those that Tinybug made itself it is. */
export async function requireCommit(git: MirrorGit, commit: string): Promise<void> {
  if (!WHOLE_ID.test(commit)) throw new Error(`${commit} is not the id of a commit`);
  if ((await findById(git, commit)) === undefined) throw unknown(commit);
}

async function findByName(git: MirrorGit, name: string): Promise<string | undefined> {
  if (WHOLE_ID.test(name)) return undefined;
  const short = name.replace(/^refs\//, '');
  const candidates = ['HEAD', name, `refs/heads/${name}`, `refs/tags/${name}`].filter((candidate) =>
    candidate === 'HEAD' ? name === 'HEAD' : candidate.startsWith('refs/'),
  );
  const listing = await git.remote([
    'ls-remote',
    '--quiet',
    'origin',
    '--',
    ...new Set([...candidates, `refs/${short}`]),
  ]);
  const ids = new Map(
    listing.stdout
      .toString('utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([id = '', ref = '']) => [ref, id]),
  );
  const id = candidates
    .concat(`refs/${short}`)
    .map((ref) => ids.get(ref))
    .find((found) => found !== undefined);
  if (id === undefined) return undefined;
  return findById(git, id);
}

async function findById(git: MirrorGit, id: string): Promise<string | undefined> {
  if (WHOLE_ID.test(id)) {
    const present = await localCommit(git, id);
    if (present !== undefined) return present;
    await fetchCommit(git, id);
    return localCommit(git, id);
  }
  if (!ABBREVIATED_ID.test(id)) return undefined;
  // GitHub does not answer to shortened ids.
  await git.exclusively(() =>
    git.remote([...FETCH, '--prune', 'origin', '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']),
  );
  return localCommit(git, id);
}

const FETCH = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--filter=blob:none'];

/** A ref keeps what was fetched known to git, which tells the other side at the next fetch. */
async function fetchCommit(git: MirrorGit, id: string): Promise<void> {
  try {
    await git.exclusively(async () => {
      if ((await localCommit(git, id)) !== undefined) return;
      await git.remote([...FETCH, 'origin', `+${id}:refs/fetched/${id}`]);
    });
  } catch (error) {
    if (error instanceof Error && IS_NOT_THERE.test(error.message)) return;
    throw error;
  }
}

/** Fetches those that are not there, all at once. */
export async function fetchCommits(git: MirrorGit, ids: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const id of new Set(ids)) if ((await localCommit(git, id)) === undefined) missing.push(id);
  if (missing.length === 0) return;
  const refspecs = missing.map((id) => `+${id}:refs/fetched/${id}`);
  await git.exclusively(() => git.remote([...FETCH, 'origin', ...refspecs]));
}

const IS_NOT_THERE = /not our ref|unadvertised object|no such remote ref|couldn't find remote ref|bad object/i;

async function localCommit(git: MirrorGit, revision: string): Promise<string | undefined> {
  const { exitCode, stdout } = await git.local(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    {
      allowedExitCodes: [1, 128],
    },
  );
  return exitCode === 0 ? stdout.toString('utf8').trim() : undefined;
}

const unknown = (revision: string): TinybugError =>
  new TinybugError('unknown-revision', `The repository at GitHub has no branch, tag or commit ${revision}.`);
