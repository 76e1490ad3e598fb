import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';

/**
 * Finds out before a long run what could not be written after it.
 *
 * @throws TinybugError `invalid-option`
 */
export function checkCanWriteFile(option: string, file: string): void {
  const folder = statSync(dirname(file), { throwIfNoEntry: false });
  if (!folder?.isDirectory())
    throw new TinybugError('invalid-option', `${option}: the folder ${dirname(file)} does not exist.`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new TinybugError('invalid-option', `${option}: ${file} is a folder.`);
}

/** Whoever reads the file sees the old text or the new one, never a part. */
export async function writeFileWhole(file: string, text: string): Promise<void> {
  const temporaryFile = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    const handle = await open(temporaryFile, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporaryFile, file);
  } catch (error) {
    await rm(temporaryFile, { force: true });
    throw error;
  }
}
