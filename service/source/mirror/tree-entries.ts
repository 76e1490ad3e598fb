import type { MirrorGit } from './mirror-git.ts';

/** A line of `git ls-tree`. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule. */
  readonly mode: string;
  /** Of the blob, or of the submodule's commit. */
  readonly id: string;
  /** From the repository's root. */
  readonly path: string;
}

export const isRegularFile = ({ mode }: TreeEntry): boolean => mode === '100644' || mode === '100755';

/** Every file below a folder of a commit, in git's order; the folder is empty for the whole. */
export async function listTree(git: MirrorGit, commit: string, folder: string): Promise<TreeEntry[]> {
  return list(git, commit, folder === '' ? [] : [`${folder}/`]);
}

/** The entries of single paths; folders are not among them. */
export async function findEntries(git: MirrorGit, commit: string, paths: readonly string[]): Promise<TreeEntry[]> {
  const wanted = new Set(paths);
  // Thousands of paths do not fit a command line.
  if (wanted.size > MOST_NAMED) return (await listTree(git, commit, '')).filter(({ path }) => wanted.has(path));
  if (wanted.size === 0) return [];
  return (await list(git, commit, [...wanted])).filter(({ path }) => wanted.has(path));
}

async function list(git: MirrorGit, commit: string, places: readonly string[]): Promise<TreeEntry[]> {
  const { stdout } = await git.local(['--literal-pathspecs', 'ls-tree', '-rz', '--full-tree', commit, '--', ...places]);
  return parseEntries(stdout);
}

const MOST_NAMED = 200;
const ENTRY = /^(\d{6}) \w+ ([0-9a-f]{40})\t(.+)$/s;

function parseEntries(listing: Buffer): TreeEntry[] {
  return listing
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [, mode, id, path] = ENTRY.exec(line) ?? [];
      if (mode === undefined || id === undefined || path === undefined) throw new Error(`git listed ${line}`);
      return { mode, id, path };
    });
}
