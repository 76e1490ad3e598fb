import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import { findLivingHolder, LockHeld, takeProcessLock, type LockHolder, type ProcessLock } from './process-lock.ts';

const lockFileOf = (dataFolder: string): string => join(dataFolder, 'lock');

/**
 * Takes the data folder for this process. A lock whose process is gone is taken over.
 *
 * @throws TinybugError `database-locked`, naming the process that holds the folder
 */
export function lockDataFolder(dataFolder: string): ProcessLock {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    return takeProcessLock(lockFileOf(dataFolder));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    const message = `Process ${error.holder.pid} uses the data folder ${dataFolder}.`;
    throw new TinybugError('database-locked', message, { cause: error });
  }
}

/** The living process that has the data folder, if any. */
export const findLockHolder = (dataFolder: string): LockHolder | undefined => findLivingHolder(lockFileOf(dataFolder));
