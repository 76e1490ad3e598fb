import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import type { SourceProvider, SourceTree } from '../ci/source-provider.ts';
import { countLines, DIFF_OPTIONS, parseChangedLines, type ChangedRanges } from '../../shared/changed-lines.ts';
import { openGitFolder, type GitFolder } from './git.ts';
import { fingerprintFiles } from './fingerprint-files.ts';
import { listProjectFiles, listUntrackedFiles } from './project-files.ts';
import { decodeSettings, SETTINGS_FILES } from './settings-files.ts';

/** Opens projects that lie in a folder of this machine, as they are on disk, uncommitted changes included. */
export function createWorkingTreeSource(): SourceProvider {
  const opening = new Map<string, Promise<SourceTree>>();
  return {
    open({ repository: { location } }) {
      const present = opening.get(location);
      if (present !== undefined) return present;
      // Whoever asks while it is being opened wants the same; whoever asks later, what is there then.
      const tree = openFolder(location).finally(() => opening.delete(location));
      opening.set(location, tree);
      return tree;
    },
  };
}

async function openFolder(location: string): Promise<SourceTree> {
  const root = await findProjectFolder(location);
  return openTree(root, await openGitFolder(root));
}

/**
 * The real path of a project's folder.
 *
 * @throws TinybugError `path-missing`, `path-not-a-folder`
 */
export async function findProjectFolder(location: string): Promise<string> {
  const status = await stat(location).catch((error: unknown) => {
    throw new TinybugError('path-missing', `There is no folder ${location}.`, { cause: error });
  });
  if (!status.isDirectory()) throw new TinybugError('path-not-a-folder', `${location} is a file.`);
  return realpath(location);
}

async function openTree(root: string, git: GitFolder | undefined): Promise<SourceTree> {
  const [{ commit, isDirty }, listed] = await Promise.all([describeCommit(git), listProjectFiles(root, git)]);
  const files = listed.filter((path) => path.endsWith('.py'));
  return {
    commit,
    isDirty,
    settingsFiles: await readSettingsFiles(root),
    paths: await keepRegularFiles(root, files),
    read: async (path) => ({ path, bytes: await readInside(root, path) }),
    fingerprint: () => fingerprintFiles(root, listed),
    changedLines: (since) => findChangedLines(root, git, since),
  };
}

async function describeCommit(git: GitFolder | undefined): Promise<{ commit: string | undefined; isDirty: boolean }> {
  if (git === undefined) return { commit: undefined, isDirty: false };
  const [head, status] = await Promise.all([
    git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    git.run(['status', '--porcelain', '-z', '--ignore-submodules=all', '--', '.']),
  ]);
  if (head.exitCode !== 0) return { commit: undefined, isDirty: false };
  return { commit: head.stdout.trim(), isDirty: status.stdout !== '' };
}

async function readSettingsFiles(root: string): Promise<Map<string, string>> {
  const settingsFiles = new Map<string, string>();
  for (const name of SETTINGS_FILES) {
    const bytes = await readFile(join(root, name)).catch(() => undefined);
    if (bytes !== undefined) settingsFiles.set(name, decodeSettings(name, bytes));
  }
  return settingsFiles;
}

/** A link to a file would measure that file twice, or one that is not the project's. */
async function keepRegularFiles(root: string, paths: readonly string[]): Promise<string[]> {
  const isRegular = await Promise.all(
    paths.map(async (path) => (await lstat(join(root, path)).catch(() => undefined))?.isFile() === true),
  );
  return paths.filter((_, index) => isRegular[index]);
}

async function readInside(root: string, path: string): Promise<Uint8Array> {
  const real = await realpath(join(root, path));
  const inside = relative(root, real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw new Error(`${path} leads out of the project`);
  return readFile(real);
}

async function findChangedLines(root: string, git: GitFolder | undefined, since: string): Promise<ChangedRanges> {
  if (git === undefined)
    throw new TinybugError(
      'unknown-revision',
      `git sees no repository that it trusts in ${root}, so there is no ${since}.`,
    );
  const commit = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${since}^{commit}`]);
  if (commit.exitCode !== 0) throw new TinybugError('unknown-revision', `git knows no commit ${since} in ${root}.`);
  const diff = await git.run(['diff', ...DIFF_OPTIONS, '--relative', commit.stdout.trim(), '--', '*.py']);
  if (diff.exitCode !== 0) {
    throw new TinybugError('unknown-revision', `git cannot compare ${root} with ${since}: ${diff.stderr.trim()}`);
  }
  const changed = parseChangedLines(diff.stdout);
  for (const path of await keepRegularFiles(root, await listUntrackedFiles(git, '*.py'))) {
    const lines = countLines(await readInside(root, path));
    if (lines > 0) changed.set(path, [[1, lines]]);
  }
  return changed;
}
