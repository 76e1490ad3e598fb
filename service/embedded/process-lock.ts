import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readProcessStartTime } from './process-start-time.ts';

const LockHolder = z.object({ pid: z.int().min(1), startTime: z.string() });
export type LockHolder = z.infer<typeof LockHolder>;

export interface ProcessLock {
  release(): void;
}

export class LockHeld extends Error {
  readonly holder: LockHolder;

  constructor(holder: LockHolder) {
    super(`Process ${holder.pid} has the lock.`);
    this.holder = holder;
  }
}

/** What a lock file or a note of use holds of this process. */
export const describeThisProcess = (): string =>
  JSON.stringify({ pid: process.pid, startTime: readProcessStartTime(process.pid) ?? '' });

/**
 * Takes a lock file for this process; its folder is there. A lock whose process is gone is taken over.
 *
 * @throws LockHeld
 */
export function takeProcessLock(lockFile: string): ProcessLock {
  const content = describeThisProcess();
  // Written whole under another name first: a lock file is never seen half written.
  const ownFile = `${lockFile}.${randomUUID()}`;
  writeFileSync(ownFile, content, { mode: 0o600 });
  try {
    while (!linkIfFree(ownFile, lockFile)) removeIfStale(lockFile);
  } finally {
    rmSync(ownFile, { force: true });
  }
  return {
    release: () => {
      if (readText(lockFile) === content) rmSync(lockFile, { force: true });
    },
  };
}

/** The living process that a lock file or a note of use names. */
export const findLivingHolder = (file: string): LockHolder | undefined => parseLivingHolder(readText(file));

function removeIfStale(lockFile: string): void {
  const seen = readText(lockFile);
  if (seen === undefined) return;
  refuseIfHeld(seen);
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return;
  }
  try {
    const moved = readText(aside);
    // Between the reading and the moving another process may have taken the lock over: then it gets it back.
    if (moved !== seen && linkIfFree(aside, lockFile)) refuseIfHeld(moved);
  } finally {
    rmSync(aside, { force: true });
  }
}

function refuseIfHeld(content: string | undefined): void {
  const holder = parseLivingHolder(content);
  if (holder) throw new LockHeld(holder);
}

function parseLivingHolder(content: string | undefined): LockHolder | undefined {
  if (content === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return undefined;
  }
  const holder = LockHolder.safeParse(json);
  return holder.success && readProcessStartTime(holder.data.pid) === holder.data.startTime ? holder.data : undefined;
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isErrorWithCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isErrorWithCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
