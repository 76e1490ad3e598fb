import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exclusively, isInUse, listMirrorFolders, removeRepository, type MirrorFolder } from './mirror-folder.ts';

/** Every fetch adds a pack, and each slows down every look-up a little. */
const MOST_PACK_FILES = 1_000;

/** Removes the mirrors used longest ago until the rest fits, and those that have become slow; never one in use. */
export async function evictMirrors(root: string, maxBytes: number): Promise<void> {
  const mirrors = await Promise.all((await listMirrorFolders(root)).map(measure));
  let total = mirrors.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { folder, bytes, packFiles } of mirrors.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes && packFiles <= MOST_PACK_FILES) continue;
    const isGone = await exclusively(folder, async () => {
      if (await isInUse(folder)) return false;
      await removeRepository(folder);
      return true;
    });
    if (isGone) total -= bytes;
  }
}

interface MeasuredMirror {
  readonly folder: MirrorFolder;
  readonly bytes: number;
  readonly packFiles: number;
  readonly usedAt: number;
}

async function measure(folder: MirrorFolder): Promise<MeasuredMirror> {
  const [bytes, packs, uses] = await Promise.all([
    sumSizes(folder.repository),
    readdir(join(folder.repository, 'objects', 'pack')).catch(() => []),
    stat(folder.uses).catch(() => undefined),
  ]);
  return { folder, bytes, packFiles: packs.length, usedAt: uses?.mtimeMs ?? 0 };
}

async function sumSizes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sumSizes(path);
      return (await stat(path).catch(() => undefined))?.size ?? 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
