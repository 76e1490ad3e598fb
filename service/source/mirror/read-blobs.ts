import { TinybugError } from '../../../shared/error-code.ts';
import { MirrorDamaged, type MirrorGit } from './mirror-git.ts';

/** Contents of blobs by their ids; those that are not on this machine are fetched first, all at once. */
export async function readBlobs(git: MirrorGit, ids: readonly string[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map();
  await fetchMissingBlobs(git, ids);
  const { stdout } = await git.local(['cat-file', '--batch'], { input: toLines(ids) });
  return parseBatch(stdout);
}

export async function fetchMissingBlobs(git: MirrorGit, ids: readonly string[]): Promise<void> {
  if ((await findMissing(git, ids)).length === 0) return;
  await git.exclusively(async () => {
    const missing = await findMissing(git, ids);
    if (missing.length === 0) return;
    await git.remote(FETCH_BLOBS, { input: toLines(missing) });
    const stillMissing = await findMissing(git, missing);
    if (stillMissing.length > 0) throw new MirrorDamaged(`${stillMissing.length} files could not be fetched.`);
  });
}

const FETCH_BLOBS = [
  '-c',
  'fetch.negotiationAlgorithm=noop',
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--filter=blob:none',
  '--stdin',
  'origin',
];

async function findMissing(git: MirrorGit, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const unique = [...new Set(ids)];
  const { stdout } = await git.local(['cat-file', '--batch-check'], { input: toLines(unique) });
  const answers = stdout.toString('utf8').split('\n');
  return unique.filter((_, index) => answers[index]?.endsWith(' missing') === true);
}

const toLines = (ids: readonly string[]): string => [...new Set(ids)].map((id) => `${id}\n`).join('');

const NEWLINE = 0x0a;

function parseBatch(output: Buffer): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  let offset = 0;
  while (offset < output.length) {
    const end = output.indexOf(NEWLINE, offset);
    const [id = '', kind, size] = output.toString('utf8', offset, end).split(' ');
    if (kind !== 'blob' || size === undefined) throw new MirrorDamaged(`git has no blob ${id}.`);
    const start = end + 1;
    // A copy, so that one small file does not keep the whole output in memory.
    contents.set(id, Buffer.from(output.subarray(start, start + Number(size))));
    offset = start + Number(size) + 1;
  }
  return contents;
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** @throws TinybugError `source-not-in-git` where the content is only named */
export function refuseLfsPointer(path: string, bytes: Uint8Array): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LFS_POINTER.length));
  if (start.toString('latin1') !== LFS_POINTER) return;
  throw new TinybugError('source-not-in-git', `${path} is kept in Git LFS: git itself holds only a pointer to it.`);
}
