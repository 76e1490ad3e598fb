import { mkdir, realpath, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { whileDiskHasSpace } from '../disk-full.ts';
import { readJson, writeJson } from '../job-folder.ts';
import { buildEnvironment, type EnvironmentRequest } from './build-environment.ts';
import { environmentKey } from './environment-key.ts';
import { withFolderLock } from './folder-lock.ts';
import { removeUnusedEnvironments, STAMP_FILE } from './unused-environments.ts';

/** Written when an environment is complete; without it the folder is worth nothing. */
const Stamp = z.strictObject({
  projectFolder: z.string(),
  python: z.string(),
  /** The base interpreter behind it: another one would not find what is installed. */
  base: z.strictObject({ path: z.string(), modifiedMs: z.number() }),
});
type Stamp = z.infer<typeof Stamp>;

/** The interpreter of the project's environment in the cache, which is made first where it is not there or out of date. */
export async function requireManagedEnvironment(request: EnvironmentRequest): Promise<string> {
  const environmentsFolder = join(request.cacheFolder, 'environments');
  const key = await environmentKey(request.projectFolder, request.environment);
  const folder = join(environmentsFolder, `${key.project}-${key.inputs}`);
  const ready = await findReady(folder);
  if (ready !== undefined) return ready;
  return whileDiskHasSpace(environmentsFolder, async () => {
    await mkdir(environmentsFolder, { recursive: true });
    const wait = () => request.notify(`Waiting for another run that is making the same environment, ${folder}.`);
    return withFolderLock(`${folder}.lock`, request.abortSignal, wait, async () => {
      // Another process may have made it meanwhile.
      const python = (await findReady(folder)) ?? (await makeEnvironment(folder, request));
      await removeUnusedEnvironments(environmentsFolder, key.project, folder);
      return python;
    });
  });
}

async function findReady(folder: string): Promise<string | undefined> {
  const stampPath = join(folder, STAMP_FILE);
  const stamp = await readJson(stampPath, Stamp).catch(() => undefined);
  const base = stamp && (await describeBase(stamp.python).catch(() => undefined));
  if (stamp === undefined || base?.path !== stamp.base.path || base.modifiedMs !== stamp.base.modifiedMs)
    return undefined;
  await utimes(stampPath, new Date(), new Date());
  return stamp.python;
}

async function describeBase(python: string): Promise<Stamp['base']> {
  const path = await realpath(python);
  return { path, modifiedMs: (await stat(path)).mtimeMs };
}

async function makeEnvironment(folder: string, request: EnvironmentRequest): Promise<string> {
  const workFolder = `${folder}.work`;
  await Promise.all([folder, workFolder].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(workFolder, { recursive: true });
  try {
    const python = await buildEnvironment(folder, workFolder, request);
    const stamp: Stamp = { projectFolder: request.projectFolder, python, base: await describeBase(python) };
    await writeJson(join(folder, STAMP_FILE), stamp);
    return python;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}
