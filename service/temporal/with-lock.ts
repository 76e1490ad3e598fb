import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 500;

interface WaitOptions {
  readonly onProgress: (message: string) => void;
  readonly abortSignal?: AbortSignal;
}

/**
 * Does the work while this process holds the lock file, waiting for another process that holds it.
 * A lock of a process that is gone is taken over. Should two take over the same lock at the same moment, both do the work.
 */
export async function withLock<Result>(
  file: string,
  options: WaitOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  let hasSaidSo = false;
  while (!(await take(file))) {
    if (!hasSaidSo) options.onProgress('Waiting for another Tinybug that is getting the Temporal server …');
    hasSaidSo = true;
    await wait(LOOK_AGAIN_MS, undefined, { ...(options.abortSignal && { signal: options.abortSignal }) });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && !isRunning(holder)) await rm(file, { force: true });
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
