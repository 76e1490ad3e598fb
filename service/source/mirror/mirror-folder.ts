import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeThisProcess, findLivingHolder, LockHeld, takeProcessLock } from '../../embedded/process-lock.ts';
import { runGit } from '../run-git.ts';

/** Where one mirror is: the repository, the lock that changes it, and notes of the processes that use it. */
export interface MirrorFolder {
  readonly repository: string;
  readonly lockFile: string;
  readonly uses: string;
}

const REPOSITORY = '.git';

export function mirrorFolderOf(root: string, organisationId: string, fullName: string): MirrorFolder {
  const key = createHash('sha256').update(`${organisationId}\n${fullName.toLowerCase()}`).digest('hex').slice(0, 40);
  return folderOfKey(root, key);
}

const folderOfKey = (root: string, key: string): MirrorFolder => ({
  repository: join(root, `${key}${REPOSITORY}`),
  lockFile: join(root, `${key}.lock`),
  uses: join(root, `${key}.uses`),
});

export async function listMirrorFolders(root: string): Promise<MirrorFolder[]> {
  const names = await readdir(root).catch(() => []);
  return names
    .filter((name) => /^[0-9a-f]{40}\.git$/.test(name))
    .map((name) => folderOfKey(root, name.slice(0, -REPOSITORY.length)));
}

const LOCK_RETRY_MS = 50;
const queues = new Map<string, Promise<unknown>>();

/** One at a time, among all processes of this machine. */
export async function exclusively<Result>({ lockFile }: MirrorFolder, work: () => Promise<Result>): Promise<Result> {
  const before = queues.get(lockFile);
  const turn = (async () => {
    await before?.catch(() => undefined);
    const lock = await waitForLock(lockFile);
    try {
      return await work();
    } finally {
      lock.release();
    }
  })();
  queues.set(lockFile, turn);
  try {
    return await turn;
  } finally {
    if (queues.get(lockFile) === turn) queues.delete(lockFile);
  }
}

async function waitForLock(lockFile: string) {
  await mkdir(dirname(lockFile), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      return takeProcessLock(lockFile);
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      await pause(LOCK_RETRY_MS);
    }
  }
}

/** Tells other processes that this one uses the mirror; the lock is held. */
export async function noteUse({ uses }: MirrorFolder): Promise<() => Promise<void>> {
  await mkdir(uses, { recursive: true, mode: 0o700 });
  const note = join(uses, randomUUID());
  await writeFile(note, describeThisProcess());
  return () => rm(note, { force: true });
}

/** Whether a living process uses the mirror; notes of others go. The lock is held. */
export async function isInUse({ uses }: MirrorFolder): Promise<boolean> {
  const notes = (await readdir(uses).catch(() => [])).map((name) => join(uses, name));
  const living = notes.filter((note) => findLivingHolder(note) !== undefined);
  await Promise.all(notes.filter((note) => !living.includes(note)).map((note) => rm(note, { force: true })));
  return living.length > 0;
}

const MADE = 'tinybug-made';

/** Another value whenever the repository was made again; `undefined` where it is not there. */
export const readGeneration = ({ repository }: MirrorFolder): Promise<string | undefined> =>
  readFile(join(repository, MADE), 'utf8').catch(() => undefined);

/** Makes the empty repository unless it is there; the lock is held. */
export async function makeRepository(folder: MirrorFolder): Promise<void> {
  if (existsSync(join(folder.repository, MADE))) return;
  await removeRepository(folder);
  const fresh = asideOf(folder);
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const output = await runGit({
    folder: fresh,
    commandArguments: ['init', '--bare', '--quiet', '--template=', '--initial-branch=main', '.'],
    environment: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' },
  });
  if (output?.exitCode !== 0) throw new Error(`git init failed: ${output?.stderr.trim() ?? 'there is no git'}`);
  await writeFile(join(fresh, MADE), randomUUID());
  await rename(fresh, folder.repository);
}

/** The lock is held; a git that still runs in it ends with an error. */
export async function removeRepository(folder: MirrorFolder): Promise<void> {
  const aside = asideOf(folder);
  await rename(folder.repository, aside).catch(ignoreMissing);
  const leftOver = asidePrefix(folder);
  const parent = dirname(folder.repository);
  const names = (await readdir(parent)).filter((name) => name.startsWith(leftOver));
  await Promise.all(names.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 })));
}

const asidePrefix = ({ repository }: MirrorFolder): string => `${basename(repository)}.aside-`;
const asideOf = (folder: MirrorFolder): string =>
  join(dirname(folder.repository), `${asidePrefix(folder)}${randomUUID()}`);

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
