import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import { ProjectPath } from '../../shared/mutant.ts';
import { isGeneratedFolder, withoutGeneratedFolders } from './generated-folders.ts';
import type { GitFolder } from './git.ts';

/** Above this a folder is a home or a disk, not a project. */
const MAX_ENTRIES = 200_000;

/**
 * Every file of a project in the order of its path: what git tracks or would offer to add, elsewhere what a walk finds.
 * Symbolic links are listed like files and never followed; files that are deleted but still tracked are listed too.
 *
 * @throws TinybugError `no-python-files` for a folder too large to be a project
 */
export async function listProjectFiles(root: string, git: GitFolder | undefined): Promise<string[]> {
  const paths =
    git === undefined ? await walk(root) : withoutGeneratedFolders(await listGitFiles(git, ['--cached', '--others']));
  return paths.filter((path) => ProjectPath.safeParse(path).success).sort();
}

/** Files that are new to git and not ignored, matching the pathspec. */
export const listUntrackedFiles = async (git: GitFolder, pathspec: string): Promise<string[]> =>
  withoutGeneratedFolders(await listGitFiles(git, ['--others'], ['--', pathspec]));

async function listGitFiles(
  git: GitFolder,
  kinds: readonly string[],
  pathspec: readonly string[] = [],
): Promise<string[]> {
  const { exitCode, stdout, stderr } = await git.run(['ls-files', '-z', '--exclude-standard', ...kinds, ...pathspec]);
  if (exitCode !== 0) throw new Error(`git ls-files failed in ${git.folder}: ${stderr.trim()}`);
  // A path with merge conflicts is listed once for each side.
  return [...new Set(stdout.split('\0').filter((path) => path !== ''))];
}

async function walk(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [''];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listing = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    if (
      folder !== '' &&
      isGeneratedFolder(
        folder,
        listing.map(({ name }) => name),
      )
    )
      continue;
    entries += listing.length;
    if (entries > MAX_ENTRIES) throw tooLarge(root);
    for (const entry of listing) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
    }
  }
  return files;
}

const tooLarge = (root: string): TinybugError =>
  new TinybugError(
    'no-python-files',
    `${root} holds more than ${String(MAX_ENTRIES)} files and is not a git repository. Give the folder of the project itself.`,
  );
