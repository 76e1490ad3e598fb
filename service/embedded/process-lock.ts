import { createHash, randomUUID } from 'node:crypto';
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
    while (!linkIfFree(ownFile, lockFile) && !takeOver(lockFile, ownFile));
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

/**
 * Puts the file in the place of a lock whose process is gone, without a moment at which there is no lock. Who wants to do
 * that holds another lock meanwhile, named after the dead one, so that nobody else replaces what was looked at.
 */
function takeOver(lockFile: string, ownFile: string): boolean {
  const seen = readText(lockFile);
  if (seen === undefined) return false;
  refuseIfHeld(seen);
  const gate = takeGate(`${lockFile}.${createHash('sha256').update(seen).digest('hex').slice(0, 16)}`);
  if (gate === undefined) return false;
  try {
    if (readText(lockFile) !== seen) return false;
    renameSync(ownFile, lockFile);
    return true;
  } finally {
    gate.release();
  }
}

/** Undefined where another process holds it, which will be done in a moment. */
function takeGate(gateFile: string): ProcessLock | undefined {
  try {
    return takeProcessLock(gateFile);
  } catch (error) {
    if (error instanceof LockHeld) return undefined;
    throw error;
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
