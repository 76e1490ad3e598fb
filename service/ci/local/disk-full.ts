import { TinybugError } from '../../../shared/error-code.ts';

/**
 * Runs something that writes into a folder.
 *
 * @throws TinybugError `disk-full` in place of the system's error
 */
export async function whileDiskHasSpace<Result>(folder: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(folder, error);
    throw error;
  }
}

export const diskFull = (folder: string, cause?: unknown): TinybugError =>
  new TinybugError('disk-full', `There is no space left for ${folder}.`, { cause });

/** What programs print when a disk is full. */
export const tellsDiskFull = (output: string): boolean => /No space left on device|Disk quota exceeded/.test(output);
