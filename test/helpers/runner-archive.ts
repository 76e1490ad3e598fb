import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

interface RunnerBuild {
  buildRunner(folder: string): void;
}

/** The runner of the sources as they are, as one file. */
export async function buildRunnerArchive(): Promise<{ path: string; remove: () => Promise<void> }> {
  const { folder, remove } = await createTemporaryFolder();
  // The build is plain JavaScript, because it runs before anything is installed.
  const { buildRunner } = (await import('../../scripts/build-runner.mjs' as string)) as RunnerBuild;
  buildRunner(folder);
  return { path: join(folder, 'runner.pyz'), remove };
}
