import { statfs } from 'node:fs/promises';

/** Room for the next segment of the write-ahead log (16 MB) and for what one transaction writes besides. */
const REQUIRED_BYTES = 64 * 1024 * 1024;

/**
 * PGlite never returns, and blocks its process, when the disk has no room for the next segment of its log.
 * So nothing is written any more shortly before that. @throws Error with the code `ENOSPC`
 */
export async function requireDiskSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= REQUIRED_BYTES) return;
  throw Object.assign(new Error(`No space left on device, ${folder}`), { code: 'ENOSPC' });
}
