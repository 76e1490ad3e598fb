import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { TinybugError } from '../../shared/error-code.ts';
import { buildTemporalServer } from './build-temporal-server.ts';
import { downloadTemporalServer } from './download-temporal-server.ts';
import { executableName, findExecutable, isExecutable } from './find-executable.ts';
import { TEMPORAL_VERSION, type Obtain, type ObtainOptions } from './obtain-options.ts';
import { withLock } from './with-lock.ts';

const WAYS: readonly { readonly name: string; readonly obtain: Obtain }[] = [
  { name: 'the official download', obtain: downloadTemporalServer },
  { name: 'building it with Go', obtain: buildTemporalServer },
];

/**
 * Path of the executable `temporal`: the one on PATH, the cached one, else downloaded or built into the cache.
 *
 * @throws TinybugError `temporal-unavailable`, saying what was tried
 */
export async function obtainTemporalServer(options: ObtainOptions): Promise<string> {
  const found = await findExecutable('temporal', options.environment);
  if (found !== undefined && (await runs(found))) return found;
  const target = join(options.cacheFolder, 'temporal', TEMPORAL_VERSION, executableName('temporal'));
  if (await isExecutable(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  return withLock(`${dirname(target)}.lock`, options, async () => {
    if (await isExecutable(target)) return target;
    const tried = found === undefined ? ['`temporal` is not on the PATH'] : [`${found} does not run`];
    for (const { name, obtain } of WAYS) {
      const error = await obtain(target, options).then(() => undefined, asReason);
      if (error === undefined && (await runs(target))) return target;
      options.abortSignal?.throwIfAborted();
      tried.push(`${name}: ${error ?? 'what came does not run on this machine'}`);
    }
    throw new TinybugError('temporal-unavailable', tried.join('\n'));
  });
}

const runs = async (executable: string): Promise<boolean> =>
  !(await execa(executable, ['--version'], { reject: false, timeout: 10_000 })).failed;

const asReason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
