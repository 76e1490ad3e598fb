import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import type { RepositoryRequest } from '../../shared/run.ts';

/** Checks where a repository is said to be, and gives it its plain location and a name. */
export type LocateRepository = (request: RepositoryRequest) => Promise<RepositoryRequest & { name: string }>;

/**
 * For one's own machine: a project is an existing folder.
 *
 * @throws TinybugError `path-missing`, `path-not-a-folder`, `invalid-request`
 */
export const locateLocalRepository: LocateRepository = async ({ ciProvider, location }) => {
  if (ciProvider !== 'local')
    throw new TinybugError('invalid-request', `This service has no CI provider "${ciProvider}".`);
  if (!path.isAbsolute(location) || location.includes('\0')) {
    throw new TinybugError('path-missing', `The location must be an absolute path, and this is not one: ${location}`);
  }
  const folder = path.resolve(location);
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) throw new TinybugError('path-missing', `There is nothing at ${folder}.`);
  if (!stats.isDirectory()) throw new TinybugError('path-not-a-folder', `${folder} is a file.`);
  return { ciProvider, location: folder, name: path.basename(folder) || folder };
};

/**
 * For a hosted environment, whose machine runs nobody's tests.
 *
 * @throws TinybugError `local-provider-refused`, `invalid-request`
 */
export const refuseLocalRepository: LocateRepository = ({ ciProvider }) =>
  Promise.reject(
    ciProvider === 'local'
      ? new TinybugError('local-provider-refused', 'This service measures no folders of its own machine.')
      : new TinybugError('invalid-request', `This service has no CI provider "${ciProvider}" yet.`),
  );
