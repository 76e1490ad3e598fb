import { join } from 'node:path';
import { buildRunner } from '../../scripts/build-runner.mjs';
import { createTemporaryFolder } from './temporary-folder.ts';

/** The runner of the sources as they are, as one file. */
export async function buildRunnerArchive(): Promise<{ path: string; remove: () => Promise<void> }> {
  const { folder, remove } = await createTemporaryFolder();
  buildRunner(folder);
  return { path: join(folder, 'runner.pyz'), remove };
}
