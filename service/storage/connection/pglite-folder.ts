import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { TinybugError } from '../../../shared/error-code.ts';
import { requireDiskSpace } from './disk-space.ts';

/** The Postgres inside PGlite; it never returns from opening the data of another version. */
const POSTGRES_VERSION = '18';

/** Makes the folder a database unless it is one. @throws TinybugError `database-unavailable` */
export async function preparePgliteFolder(folder: string): Promise<void> {
  const version = await readIfThere(() => readFile(join(folder, 'PG_VERSION'), 'utf8'));
  if (version === undefined) return initialise(folder);
  await requireDiskSpace(folder);
  if (version.trim() !== POSTGRES_VERSION) {
    const detail = `The database in ${folder} cannot be opened: its version is ${version.trim()}, and this version of Tinybug needs ${POSTGRES_VERSION}.`;
    throw new TinybugError('database-unavailable', detail);
  }
}

/**
 * Takes some seconds, in which the process may be killed. So it is done beside the folder, which comes into being with a
 * whole database in it.
 */
async function initialise(folder: string): Promise<void> {
  const entries = await readIfThere(() => readdir(folder));
  if (entries !== undefined && entries.length > 0) {
    const detail = `The database in ${folder} cannot be opened: the folder holds other files and no database.`;
    throw new TinybugError('database-unavailable', detail);
  }
  const incomplete = `${folder}.incomplete`;
  await rm(incomplete, { recursive: true, force: true });
  await mkdir(incomplete, { recursive: true, mode: 0o700 });
  await requireDiskSpace(incomplete);
  const pglite = await PGlite.create({ dataDir: incomplete });
  await pglite.close();
  if (entries !== undefined) await rmdir(folder);
  await rename(incomplete, folder);
}

async function readIfThere<Content>(read: () => Promise<Content>): Promise<Content | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
