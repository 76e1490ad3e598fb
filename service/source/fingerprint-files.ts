import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Left by tools at the end of a test run; no test reads them to decide. */
const LEFT_BY_TOOLS = /^(?:\.coverage(?:\..+)?|coverage\.xml)$/;

export const isLeftByTools = (path: string): boolean => LEFT_BY_TOOLS.test(path);

/** Larger files are told apart by size and time of change: reading them would take longer than many a run. */
const LARGEST_READ = 64 * 1024 * 1024;

/** SHA-256 of each file by its path; of a symbolic link, of where it leads. A path that has vanished is left out. */
export async function fingerprintFiles(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const fingerprints = new Map<string, string>();
  for (const path of paths) {
    if (isLeftByTools(path)) continue;
    const sha256 = await fingerprintFile(join(root, path));
    if (sha256 !== undefined) fingerprints.set(path, sha256);
  }
  return fingerprints;
}

async function fingerprintFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    const status = await lstat(path);
    if (status.isSymbolicLink()) hash.update(`link\0${await readlink(path)}`);
    else if (!status.isFile()) hash.update('neither a file nor a link');
    else if (status.size > LARGEST_READ) hash.update(`large\0${status.size}\0${status.mtimeMs}`);
    else await pipeline(createReadStream(path), hash);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    return createHash('sha256').update('not readable').digest('hex');
  }
  return hash.digest('hex');
}
