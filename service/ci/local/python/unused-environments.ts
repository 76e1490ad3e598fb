import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** In an environment's folder; its time is that of the last use. */
export const STAMP_FILE = 'tinybug-environment.json';

const KEPT_UNUSED_MS = 7 * 24 * 60 * 60 * 1000;

/** Removes a project's environments for older versions of its files, but none that a run may still be using. */
export async function removeUnusedEnvironments(
  environmentsFolder: string,
  projectKey: string,
  current: string,
): Promise<void> {
  for (const name of await readdir(environmentsFolder)) {
    const folder = join(environmentsFolder, name);
    if (!name.startsWith(`${projectKey}-`) || name.includes('.') || folder === current) continue;
    const stamp = await stat(join(folder, STAMP_FILE)).catch(() => undefined);
    if (stamp !== undefined && Date.now() - stamp.mtimeMs > KEPT_UNUSED_MS)
      await rm(folder, { recursive: true, force: true });
  }
}
