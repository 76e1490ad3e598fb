import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import { readProcessStartTime } from './process-start-time.ts';

const LockHolder = z.object({ pid: z.int().min(1), startTime: z.string() });
export type LockHolder = z.infer<typeof LockHolder>;

export interface DataFolderLock {
  release(): void;
}

const lockFileOf = (dataFolder: string): string => join(dataFolder, 'lock');

/**
 * Takes the data folder for this process. A lock whose process is gone is taken over.
 *
 * @throws TinybugError `database-locked`, naming the process that holds the folder
 */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const lockFile = lockFileOf(dataFolder);
  const content = JSON.stringify({ pid: process.pid, startTime: readProcessStartTime(process.pid) ?? '' });
  // Written whole under another name first: a lock file is never seen half written.
  const ownFile = `${lockFile}.${randomUUID()}`;
  writeFileSync(ownFile, content, { mode: 0o600 });
  try {
    while (!linkIfFree(ownFile, lockFile)) removeIfStale(lockFile, dataFolder);
  } finally {
    rmSync(ownFile, { force: true });
  }
  return {
    release: () => {
      if (readText(lockFile) === content) rmSync(lockFile, { force: true });
    },
  };
}

/** The living process that has the data folder, if any. */
export function findLockHolder(dataFolder: string): LockHolder | undefined {
  return parseLivingHolder(readText(lockFileOf(dataFolder)));
}

function removeIfStale(lockFile: string, dataFolder: string): void {
  const seen = readText(lockFile);
  if (seen === undefined) return;
  refuseIfHeld(seen, dataFolder);
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return;
  }
  try {
    const moved = readText(aside);
    // Between the reading and the moving another process may have taken the lock over: then it gets it back.
    if (moved !== seen && linkIfFree(aside, lockFile)) refuseIfHeld(moved, dataFolder);
  } finally {
    rmSync(aside, { force: true });
  }
}

function refuseIfHeld(content: string | undefined, dataFolder: string): void {
  const holder = parseLivingHolder(content);
  if (holder) throw new TinybugError('database-locked', `Process ${holder.pid} uses the data folder ${dataFolder}.`);
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
