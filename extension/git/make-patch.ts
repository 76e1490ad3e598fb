import { copyFile, lstat, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import { LARGEST_PATCH } from '../../shared/run.ts';
import type { GitFolder } from './git-folder.ts';
import { firstLine } from './working-copy.ts';

export interface Patch {
  /** Absent where nothing differs. */
  readonly text: string | undefined;
  /** Files that git does not know yet; they are in the patch. */
  readonly newFiles: readonly string[];
  /** Paths of submodules whose commit differs; a patch cannot hold what is in them. */
  readonly submodules: readonly string[];
}

/**
 * What differs between a commit and the files on disk, those that git does not know yet and does not ignore included. Nothing is
 * written into the repository: a copy of the index learns of the new files.
 *
 * @throws TinybugError `patch-too-large`, `no-git-repository` with git's own words
 */
export async function makePatch(git: GitFolder, commit: string): Promise<Patch> {
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-index-'));
  try {
    const indexFile = join(folder, 'index');
    await copyIndex(git, indexFile);
    const newFiles = await addUntracked(git, indexFile);
    const submodules = await listChangedSubmodules(git, indexFile, commit);
    const text = (await diff(git, indexFile, commit)) ?? (await diffAsBinary(git, indexFile, commit, folder));
    return { text: text === '' ? undefined : text, newFiles, submodules };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyIndex(git: GitFolder, indexFile: string): Promise<void> {
  const own = await git.read('rev-parse', '--git-path', 'index');
  if (own === undefined) return;
  const file = resolve(git.folder, own);
  const written = await stat(file).catch(() => undefined);
  // Where nothing was ever added there is none.
  if (written === undefined) return;
  await copyFile(file, indexFile);
  // A file that was changed in the second in which the index was written is looked into by git, which goes by this time.
  await utimes(indexFile, written.atime, written.mtime);
}

/** A path that ends with a slash is a repository in this one, which no patch can hold. */
async function addUntracked(git: GitFolder, indexFile: string): Promise<string[]> {
  const listing = ['ls-files', '--others', '--exclude-standard', '-z'];
  const paths = (await succeed(git, listing, { indexFile })).toString('latin1').split('\0');
  const files = paths.filter((path) => path !== '' && !path.endsWith('/'));
  if (files.length === 0) return [];
  const readable = files.map((file) => Buffer.from(file, 'latin1').toString('utf8'));
  await refuseLargeFiles(git, readable);
  const input = Buffer.from(`${files.join('\0')}\0`, 'latin1');
  const add = ['add', '--intent-to-add', '--pathspec-from-file=-', '--pathspec-file-nul'];
  await succeed(git, add, { indexFile, input });
  return readable;
}

/** Before git reads them: a data set that nobody has ignored may have gigabytes. */
async function refuseLargeFiles(git: GitFolder, files: readonly string[]): Promise<void> {
  let total = 0;
  let largest = { path: '', size: 0 };
  for (const path of files) {
    const size = await lstat(join(git.folder, path)).then(
      (stats) => stats.size,
      () => 0,
    );
    total += size;
    if (size > largest.size) largest = { path, size };
  }
  // Text that is compressed well can be longer than its patch; four times is beyond any.
  if (total > 4 * LARGEST_PATCH)
    throw new TinybugError('patch-too-large', `The largest file that git does not know yet is ${largest.path}.`);
}

const COMMON = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'];

async function listChangedSubmodules(git: GitFolder, indexFile: string, commit: string): Promise<string[]> {
  // `dirty` compares commits alone; to look into a submodule git would run there by its settings.
  const command = ['diff-index', '--raw', '-z', '--ignore-submodules=dirty', ...COMMON, commit];
  const fields = (await succeed(git, command, { indexFile })).toString('utf8').split('\0');
  return fields.filter((_, index) => index % 2 === 1 && /\b160000\b/.test(fields[index - 1] ?? ''));
}

const DIFF = [
  'diff',
  ...COMMON,
  '--binary',
  '--full-index',
  '--ignore-submodules=all',
  '--unified=3',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/** Undefined where the text of a file is not UTF-8, which a request could not hold. */
async function diff(git: GitFolder, indexFile: string, commit: string): Promise<string | undefined> {
  const bytes = await readDiff(git, commit, { indexFile });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Every change as git writes that of a picture: longer, and in plain letters. */
async function diffAsBinary(git: GitFolder, indexFile: string, commit: string, folder: string): Promise<string> {
  const attributes = join(folder, 'attributes');
  await writeFile(attributes, '* -diff\n');
  const bytes = await readDiff(git, commit, { indexFile, configuration: [['core.attributesFile', attributes]] });
  return bytes.toString('utf8');
}

async function readDiff(git: GitFolder, commit: string, options: Parameters<GitFolder['run']>[1]): Promise<Buffer> {
  const { exitCode, stdout, stderr, isCutOff } = await git.run([...DIFF, commit], {
    ...options,
    mostBytes: LARGEST_PATCH,
  });
  if (isCutOff) throw new TinybugError('patch-too-large', 'What is not pushed yet has more than 4 MiB.');
  if (exitCode !== 0) throw new TinybugError('no-git-repository', firstLine(stderr));
  return stdout;
}

async function succeed(
  git: GitFolder,
  commandArguments: readonly string[],
  options: Parameters<GitFolder['run']>[1],
): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await git.run(commandArguments, options);
  if (exitCode !== 0) throw new TinybugError('no-git-repository', firstLine(stderr));
  return stdout;
}
