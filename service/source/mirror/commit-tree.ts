import { TinybugError } from '../../../shared/error-code.ts';
import { ProjectPath } from '../../../shared/mutant.ts';
import type { RawSourceFile, SourceTree } from '../../ci/source-provider.ts';
import { DIFF_OPTIONS, parseChangedLines, type ChangedRanges } from '../../../shared/changed-lines.ts';
import { isLeftByTools } from '../fingerprint-files.ts';
import { withoutGeneratedFolders } from '../generated-folders.ts';
import { decodeSettings, SETTINGS_FILES } from '../settings-files.ts';
import type { MirrorGit } from './mirror-git.ts';
import { fetchMissingBlobs, readBlobs, refuseLfsPointer } from './read-blobs.ts';
import { requireCommit, resolveRevision } from './resolve-revision.ts';
import { isRegularFile, listTree, type TreeEntry } from './tree-entries.ts';

/** Runs on the mirror as it is now: it may have been made again since the tree was opened. */
export type InMirror = <Result>(work: (git: MirrorGit) => Promise<Result>) => Promise<Result>;

/** A commit as the service reads it: as a clean work tree of it would be. */
export async function openCommitTree(inMirror: InMirror, commit: string, folder: string): Promise<SourceTree> {
  const entries = await inMirror(async (git) => {
    await requireCommit(git, commit);
    return listTree(git, commit, folder);
  });
  const project = chooseProjectEntries(entries, folder);
  const files = [...project].filter(([path, entry]) => path.endsWith('.py') && isRegularFile(entry));
  const paths = files.map(([path]) => path).sort();
  return {
    commit,
    isDirty: false,
    settingsFiles: await readSettingsFiles(inMirror, project),
    paths,
    read: createReader(inMirror, new Map(files), paths),
    fingerprint: () => Promise.resolve(fingerprintEntries(project)),
    changedLines: (since) => inMirror((git) => findChangedLines(git, commit, folder, since)),
  };
}

/** By path inside the project. */
function chooseProjectEntries(entries: readonly TreeEntry[], folder: string): Map<string, TreeEntry> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = new Map(entries.map((entry) => [entry.path.slice(prefix.length), entry]));
  const chosen = withoutGeneratedFolders([...inside.keys()]).filter((path) => ProjectPath.safeParse(path).success);
  return new Map(
    chosen
      .sort()
      .flatMap((path) => [[path, inside.get(path)] as const])
      .filter(isPresent),
  );
}

const isPresent = (pair: readonly [string, TreeEntry | undefined]): pair is readonly [string, TreeEntry] =>
  pair[1] !== undefined;

/**
 * Names the content by git's id of it: reading every file for its SHA-256 would fetch the whole repository. The prefix
 * keeps the two apart wherever they meet, and the mode is there because a test can see it.
 */
function fingerprintEntries(project: ReadonlyMap<string, TreeEntry>): Map<string, string> {
  return new Map(
    [...project].filter(([path]) => !isLeftByTools(path)).map(([path, { mode, id }]) => [path, `git:${mode}:${id}`]),
  );
}

async function readSettingsFiles(
  inMirror: InMirror,
  project: ReadonlyMap<string, TreeEntry>,
): Promise<Map<string, string>> {
  const present = SETTINGS_FILES.flatMap((name) => [[name, project.get(name)] as const]).filter(isPresent);
  for (const [name, entry] of present) {
    if (!isRegularFile(entry)) throw new TinybugError('invalid-settings', `${name} is not a regular file.`);
  }
  const contents = await inMirror((git) =>
    readBlobs(
      git,
      present.map(([, { id }]) => id),
    ),
  );
  return new Map(present.map(([name, { id }]) => [name, decodeSettings(name, contents.get(id) ?? new Uint8Array())]));
}

/** How many files are read ahead: they are asked for one by one, mostly in order, and each start of git takes its time. */
const READ_AHEAD = 64;

function createReader(
  inMirror: InMirror,
  files: ReadonlyMap<string, TreeEntry>,
  paths: readonly string[],
): (path: string) => Promise<RawSourceFile> {
  const places = new Map(paths.map((path, index) => [path, index]));
  const ids = [...files.values()].map(({ id }) => id);
  let ahead = new Map<string, Buffer>();
  let fetched: Promise<void> | undefined;
  const readFrom = async (place: number): Promise<Map<string, Buffer>> => {
    fetched ??= inMirror((git) => fetchMissingBlobs(git, ids));
    await fetched.catch((error: unknown) => {
      fetched = undefined;
      throw error;
    });
    const next = paths.slice(place, place + READ_AHEAD).map((path) => files.get(path)?.id ?? '');
    return inMirror((git) => readBlobs(git, next));
  };
  return async (path) => {
    const id = files.get(path)?.id;
    const place = places.get(path);
    if (id === undefined || place === undefined) throw new Error(`${path} is not a file of the project`);
    if (!ahead.has(id)) ahead = await readFrom(place);
    const bytes = ahead.get(id);
    if (bytes === undefined) throw new Error(`${path} could not be read`);
    refuseLfsPointer(path, bytes);
    return { path, bytes };
  };
}

/**
 * Lines changed since the commit's history parted from the revision: what the other side has done since is not this
 * one's change.
 */
async function findChangedLines(git: MirrorGit, commit: string, folder: string, since: string): Promise<ChangedRanges> {
  const other = await resolveRevision(git, since);
  const base = await git.local(['merge-base', other, commit], { allowedExitCodes: [1] });
  const from = base.exitCode === 0 ? base.stdout.toString('utf8').trim() : other;
  const scope = folder === '' ? [] : [`--relative=${folder}/`];
  const raw = await git.local([
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    from,
    commit,
    '--',
    '*.py',
  ]);
  await fetchMissingBlobs(git, changedBlobs(raw.stdout.toString('utf8')));
  const diff = await git.local(['diff', ...DIFF_OPTIONS, ...scope, from, commit, '--', '*.py']);
  return parseChangedLines(diff.stdout.toString('utf8'));
}

const NO_BLOB = '0'.repeat(40);
const SUBMODULE = '160000';

/** Both sides of each line such as `:100644 100644 OLD NEW M`. */
function changedBlobs(raw: string): string[] {
  return [...raw.matchAll(/:(\d{6}) (\d{6}) ([0-9a-f]{40}) ([0-9a-f]{40}) [A-Z]\d*\0/g)].flatMap(
    ([, oldMode, newMode, oldId = NO_BLOB, newId = NO_BLOB]) => [
      ...(oldMode === SUBMODULE || oldId === NO_BLOB ? [] : [oldId]),
      ...(newMode === SUBMODULE || newId === NO_BLOB ? [] : [newId]),
    ],
  );
}
