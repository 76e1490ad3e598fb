import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** In an environment's folder; its time is that of the last use. */
export const STAMP_FILE = 'tinybug-environment.json';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Kept so long unused, because a run may still use it. */
const KEPT_OUTDATED_MS = 7 * DAY_MS;
const KEPT_UNUSED_MS = 60 * DAY_MS;

/** Removes environments for older versions of a project's files, and those that nobody has used for long. */
export async function removeUnusedEnvironments(
  environmentsFolder: string,
  projectKey: string,
  current: string,
): Promise<void> {
  for (const name of await readdir(environmentsFolder)) {
    const folder = join(environmentsFolder, name);
    const stamp = await stat(join(folder, STAMP_FILE)).catch(() => undefined);
    if (stamp === undefined || folder === current) continue;
    const keptMs = name.startsWith(`${projectKey}-`) ? KEPT_OUTDATED_MS : KEPT_UNUSED_MS;
    if (Date.now() - stamp.mtimeMs > keptMs) await rm(folder, { recursive: true, force: true });
  }
}
