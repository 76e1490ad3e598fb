import { randomUUID } from 'node:crypto';
import { AUTHOR } from './apply-patch.ts';
import type { MirrorGit } from './mirror-git.ts';
import type { ChangedFile, ChangeSet } from './repository-mirror.ts';
import { requireCommit } from './resolve-revision.ts';
import { findEntries, isRegularFile } from './tree-entries.ts';

/** One commit per change set, all by one `git fast-import`; equal change sets give equal commits. */
export async function writeCommits(git: MirrorGit, changes: readonly ChangeSet[]): Promise<string[]> {
  if (changes.length === 0) return [];
  const parents = await describeParents(git, changes);
  const { stdout } = await git.local(['fast-import', '--quiet', '--done', '--date-format=raw'], {
    input: toStream(changes, parents, `refs/imports/${randomUUID()}`),
  });
  const commits = stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (commits.length !== changes.length) throw new Error(`git wrote ${commits.length} of ${changes.length} commits`);
  return commits;
}

interface Parent {
  /** Seconds since 1970. */
  readonly date: string;
  /** Of the changed files that are there. */
  readonly modes: ReadonlyMap<string, string>;
}

async function describeParents(git: MirrorGit, changes: readonly ChangeSet[]): Promise<Map<string, Parent>> {
  const paths = new Map<string, Set<string>>();
  for (const { parent, files } of changes) {
    const changed = paths.get(parent) ?? new Set();
    for (const { path } of files) changed.add(requirePlainPath(path));
    paths.set(parent, changed);
  }
  const parents = new Map<string, Parent>();
  for (const [parent, changed] of paths) parents.set(parent, await describeParent(git, parent, [...changed]));
  return parents;
}

async function describeParent(git: MirrorGit, parent: string, paths: readonly string[]): Promise<Parent> {
  await requireCommit(git, parent);
  const date = await git.local(['show', '--no-patch', '--format=%ct', parent]);
  const entries = await findEntries(git, parent, paths);
  const special = entries.find((entry) => !isRegularFile(entry));
  if (special) throw new Error(`${special.path} is a symbolic link or a submodule and is not written to`);
  return { date: date.stdout.toString('utf8').trim(), modes: new Map(entries.map(({ path, mode }) => [path, mode])) };
}

/** git refuses most of these too, but not in every version. */
function requirePlainPath(path: string): string {
  const isPlain = path.split('/').every((part) => !['', '.', '..'].includes(part) && !/^\.git$/i.test(part));
  if (!isPlain || path.includes('\0')) throw new Error(`${JSON.stringify(path)} is no path inside a repository`);
  return path;
}

function* toStream(
  changes: readonly ChangeSet[],
  parents: ReadonlyMap<string, Parent>,
  ref: string,
): Generator<Uint8Array> {
  for (const [index, { parent, files, message }] of changes.entries()) {
    const known = parents.get(parent);
    if (known === undefined) throw new Error(`The parent ${parent} was not looked up`);
    const signature = `${AUTHOR.name} <${AUTHOR.email}> ${known.date} +0000`;
    yield text(`commit ${ref}\nmark :${index + 1}\nauthor ${signature}\ncommitter ${signature}\n`);
    yield* data(Buffer.from(message, 'utf8'));
    yield text(`from ${parent}\n`);
    for (const file of files) yield* fileCommand(file, known.modes.get(file.path));
    yield text(`\nget-mark :${index + 1}\n`);
  }
  // The commits stay; the name was only needed to write them.
  yield text(`reset ${ref}\nfrom ${'0'.repeat(40)}\n\ndone\n`);
}

function* fileCommand(
  { path, content, isExecutable }: ChangedFile,
  present: string | undefined,
): Generator<Uint8Array> {
  if (content === undefined) {
    yield text(`D ${quote(path)}\n`);
    return;
  }
  const isNowExecutable = isExecutable ?? present === '100755';
  yield text(`M ${isNowExecutable ? '100755' : '100644'} inline ${quote(path)}\n`);
  yield* data(content);
}

function* data(content: Uint8Array): Generator<Uint8Array> {
  yield text(`data ${content.length}\n`);
  yield content;
  yield text('\n');
}

const text = (line: string): Uint8Array => Buffer.from(line, 'utf8');

const quote = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
