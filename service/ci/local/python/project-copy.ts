import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { openGitFolder, type GitFolder } from '../../../source/git.ts';
import { listProjectFiles } from '../../../source/project-files.ts';

/** A copy of a project that can be built. */
export interface ProjectCopy {
  readonly folder: string;
  /** The files of the project, relative to it. */
  readonly files: readonly string[];
}

/**
 * Copies a project's files, without what git ignores, to a folder that is not there yet. Builds that take the version
 * from git find the history in the copy too: it shares the objects of the original.
 */
export async function copyProject(projectFolder: string, target: string): Promise<ProjectCopy> {
  const git = await openGitFolder(projectFolder);
  const files = await listProjectFiles(projectFolder, git);
  const folder = join(target, git === undefined ? '' : await shareHistory(git, target));
  await mkdir(folder, { recursive: true });
  for (const file of files) await copyEntry(join(projectFolder, file), join(folder, file));
  return { folder, files };
}

/** Returns the project's place in the repository. Without history the copy is still good for most projects. */
async function shareHistory(git: GitFolder, target: string): Promise<string> {
  const { stdout } = await git.run(['rev-parse', '--show-toplevel', '--show-prefix']);
  const [root = '', prefix = ''] = stdout.split('\n');
  await git.run([
    '-c',
    'protocol.file.allow=always',
    'clone',
    '--quiet',
    '--shared',
    '--no-checkout',
    '--',
    root,
    target,
  ]);
  await git.run(['-C', target, 'read-tree', 'HEAD']);
  return prefix;
}

async function copyEntry(from: string, to: string): Promise<void> {
  const status = await lstat(from).catch(() => undefined);
  if (status === undefined) return;
  await mkdir(dirname(to), { recursive: true });
  if (status.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
  if (!status.isSymbolicLink()) return;
  const link = await readlink(from);
  if (!isAbsolute(link)) await symlink(link, to);
}
