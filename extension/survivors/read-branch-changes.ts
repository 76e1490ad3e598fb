import { type ChangedRanges, DIFF_OPTIONS, parseChangedLines } from '../../shared/changed-lines.ts';

/** Runs git in the project's folder and gives what it printed; rejects where it fails. */
export type RunGit = (args: readonly string[]) => Promise<string>;

/** What has changed since the branch left the default branch, uncommitted changes included. */
export interface BranchChanges {
  /** The default branch, such as `origin/main`. */
  readonly comparedWith: string;
  /** Lines from 1, both inclusive, in the file as it is on disk. */
  isChanged(path: string, firstLine: number, lastLine: number): boolean;
}

/** Where a clone does not say which branch is its default, one of these is. */
const USUAL_DEFAULTS = ['origin/main', 'origin/master', 'main', 'master'];
const PYTHON_FILES = ['--', '*.py'];

/** @throws Error with a sentence where there is nothing to compare with */
export async function readBranchChanges(git: RunGit): Promise<BranchChanges> {
  const comparedWith = await findDefaultBranch(git);
  const base = (await git(['merge-base', 'HEAD', comparedWith])).trim();
  // Paths relative to the folder that git is run in: the project may be a part of the repository.
  const [diff, untracked] = await Promise.all([
    git(['diff', ...DIFF_OPTIONS, '--relative', base, ...PYTHON_FILES]),
    git(['ls-files', '--others', '--exclude-standard', '-z', ...PYTHON_FILES]),
  ]);
  const changed = parseChangedLines(diff);
  const added = new Set(untracked.split('\0').filter((path) => path !== ''));
  return {
    comparedWith,
    isChanged: (path, firstLine, lastLine) => added.has(path) || touches(changed, path, firstLine, lastLine),
  };
}

const touches = (changed: ChangedRanges, path: string, firstLine: number, lastLine: number): boolean =>
  changed.get(path)?.some(([first, last]) => firstLine <= last && first <= lastLine) ?? false;

async function findDefaultBranch(git: RunGit): Promise<string> {
  const ofRemote = await git(['rev-parse', '--abbrev-ref', 'origin/HEAD']).catch(() => '');
  // Where origin/HEAD is not set, git prints its name as it was given.
  const candidates = [ofRemote.trim(), ...USUAL_DEFAULTS].filter((name) => name !== '' && name !== 'origin/HEAD');
  for (const name of candidates) {
    const isThere = await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
  }
  // Says whether this is a repository at all.
  await git(['rev-parse', '--git-dir']);
  throw new Error('There is no branch origin/HEAD, main or master to compare with.');
}
