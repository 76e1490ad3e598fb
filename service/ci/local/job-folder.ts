import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CiJobHandle } from '../ci-provider.ts';

const Name = z.string().regex(/^[\w-]+$/);

/** What `poll` and its like need to find a job again. */
export const LocalJobHandle = z.strictObject({
  runId: Name,
  pid: z.int().min(1),
  /** Of the process, so that a later one with the same number is not taken for it. */
  startTime: z.string(),
  bootId: z.string(),
});
export type LocalJobHandle = z.infer<typeof LocalJobHandle>;

/** What `prepare` found out and `dispatch` needs. */
export const PreparedJob = z.strictObject({ python: z.string(), projectFolder: z.string() });
export type PreparedJob = z.infer<typeof PreparedJob>;

/** The files of a job, `<jobs>/<run>/<job>/…`. */
export interface JobFolder {
  readonly folder: string;
  readonly plan: string;
  readonly report: string;
  readonly log: string;
  readonly prepared: string;
  /** The handle; there once the runner was started. */
  readonly started: string;
  /** There once the job was cancelled. */
  readonly cancelled: string;
  /** A copy of the last log that someone will want to read; outlives the run's folder. */
  readonly keptLog: string;
}

/** The folder of all jobs of a run. */
export const runFolderPath = (jobsFolder: string, runId: string): string => join(jobsFolder, Name.parse(runId));

export function jobFolderPaths(jobsFolder: string, runId: string, jobId: string): JobFolder {
  const runFolder = runFolderPath(jobsFolder, runId);
  const folder = join(runFolder, Name.parse(jobId));
  return {
    folder,
    plan: join(folder, 'plan.json'),
    report: join(folder, 'report.ndjson'),
    log: join(folder, 'runner.log'),
    prepared: join(folder, 'prepared.json'),
    started: join(folder, 'started.json'),
    cancelled: join(folder, 'cancelled'),
    keptLog: `${runFolder}.log`,
  };
}

export const parseHandle = (handle: CiJobHandle): LocalJobHandle => LocalJobHandle.parse(handle);

/** Replaces the file in one step, so that nobody reads half of it. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
  await rename(temporary, path);
}

/** `undefined` where there is no such file. */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
