import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { findProcess } from '../process-table.ts';

const CHECK_INTERVAL_MS = 250;
const Owner = z.strictObject({ pid: z.int().min(1), startTime: z.string() });

/**
 * Does something while no other process, nor another call in this one, does it under the same lock file.
 * The lock of a process that is gone counts for nothing.
 *
 * @param onWait called once where the lock is taken
 */
export async function withFolderLock<Result>(
  path: string,
  abortSignal: AbortSignal,
  onWait: () => Promise<void>,
  action: () => Promise<Result>,
): Promise<Result> {
  const claim = `${path}.${String(process.pid)}-${Math.random().toString(36).slice(2)}`;
  const startTime = (await findProcess(process.pid))?.startTime ?? '';
  await writeFile(claim, JSON.stringify({ pid: process.pid, startTime }));
  try {
    // A link appears with its content, so nobody sees a lock without an owner.
    for (let waits = 0; !(await tryLink(claim, path)); waits += 1) {
      if (!(await isOwnerAlive(path))) await rm(path, { force: true });
      else {
        if (waits === 0) await onWait();
        await delay(CHECK_INTERVAL_MS, undefined, { signal: abortSignal });
      }
    }
    return await action().finally(() => rm(path, { force: true }));
  } finally {
    await rm(claim, { force: true });
  }
}

async function tryLink(claim: string, path: string): Promise<boolean> {
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isOwnerAlive(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  // Released between the two looks: the next attempt will tell.
  if (text === undefined) return true;
  const owner = Owner.parse(JSON.parse(text));
  return (await findProcess(owner.pid))?.startTime === owner.startTime;
}
