import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TinybugError } from '../../../shared/error-code.ts';
import type { MirrorGit } from './mirror-git.ts';
import { fetchMissingBlobs } from './read-blobs.ts';
import { requireCommit } from './resolve-revision.ts';
import { findEntries } from './tree-entries.ts';

/** A commit with the patch on top; equal arguments give the same commit, because nothing of it depends on the moment. */
export async function applyPatch(git: MirrorGit, commit: string, patch: string): Promise<string> {
  await requireCommit(git, commit);
  if (patch.trim() === '') return commit;
  await fetchPatchedFiles(git, commit, patch);
  const indexFile = join(git.folder, `index-${randomUUID()}`);
  try {
    await git.local(['read-tree', commit], { indexFile });
    await applyToIndex(git, indexFile, patch, commit);
    // The blobs that the patch does not touch are not on this machine.
    const tree = (await git.local(['write-tree', '--missing-ok'], { indexFile })).stdout.toString('utf8').trim();
    return await commitTree(git, tree, commit);
  } finally {
    await Promise.all([indexFile, `${indexFile}.lock`].map((file) => rm(file, { force: true })));
  }
}

async function applyToIndex(git: MirrorGit, indexFile: string, patch: string, commit: string): Promise<void> {
  // A last line without its end is cut off by editors and mail alike.
  const input = patch.endsWith('\n') ? patch : `${patch}\n`;
  const options = ['apply', '--cached', '--whitespace=nowarn', '-p1', '-'];
  // Names that were not found in the patch are fetched one by one by git itself.
  const { exitCode, stderr } = await git.remote(options, { indexFile, input, allowedExitCodes: [1, 128] });
  if (exitCode === 0) return;
  const reason = stderr.trim().split('\n').slice(0, 5).join('\n');
  throw new TinybugError('patch-does-not-apply', `On commit ${commit.slice(0, 12)} git says:\n${reason}`);
}

const OLD_NAME = /^(?:--- a\/|rename from |copy from )("?)(.+?)\1\t?$/gm;
const DELETED_NAME = /^diff --git a\/(.+) b\/\1$/gm;

async function fetchPatchedFiles(git: MirrorGit, commit: string, patch: string): Promise<void> {
  const names = [...patch.matchAll(OLD_NAME)].map(([, , name = '']) => name);
  const sameNames = [...patch.matchAll(DELETED_NAME)].map(([, name = '']) => name);
  const entries = await findEntries(git, commit, [...names, ...sameNames]);
  const blobs = entries.filter(({ mode }) => mode !== '160000').map(({ id }) => id);
  await fetchMissingBlobs(git, blobs);
}

async function commitTree(git: MirrorGit, tree: string, parent: string): Promise<string> {
  const date = (await git.local(['show', '--no-patch', '--format=%ct', parent])).stdout.toString('utf8').trim();
  const { stdout } = await git.local(['commit-tree', tree, '-p', parent, '-m', 'Uncommitted changes'], {
    variables: identity(`${date} +0000`),
  });
  return stdout.toString('utf8').trim();
}

export const AUTHOR = { name: 'Tinybug', email: 'tinybug@users.noreply.github.com' } as const;

const identity = (date: string): NodeJS.ProcessEnv => ({
  GIT_AUTHOR_NAME: AUTHOR.name,
  GIT_AUTHOR_EMAIL: AUTHOR.email,
  GIT_AUTHOR_DATE: date,
  GIT_COMMITTER_NAME: AUTHOR.name,
  GIT_COMMITTER_EMAIL: AUTHOR.email,
  GIT_COMMITTER_DATE: date,
});
