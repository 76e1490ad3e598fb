import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import { isFullName } from '../github/repository-name.ts';
import type { RepositoryRequest } from '../../shared/run.ts';

/** Checks where a repository is said to be, and gives it its plain location and a name. */
export type LocateRepository = (request: RepositoryRequest) => Promise<RepositoryRequest & { name: string }>;

/**
 * For one's own machine: an existing folder, or a repository at GitHub.
 *
 * @throws TinybugError `path-missing`, `path-not-a-folder`, `invalid-request`
 */
export const locateRepository: LocateRepository = (request) =>
  request.ciProvider === 'local' ? locateFolder(request) : locateHostedRepository(request);

async function locateFolder({ ciProvider, location }: RepositoryRequest) {
  if (!path.isAbsolute(location) || location.includes('\0')) {
    throw new TinybugError('path-missing', `The location must be an absolute path, and this is not one: ${location}`);
  }
  const folder = path.resolve(location);
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) throw new TinybugError('path-missing', `There is nothing at ${folder}.`);
  if (!stats.isDirectory()) throw new TinybugError('path-not-a-folder', `${folder} is a file.`);
  return { ciProvider, location: folder, name: path.basename(folder) || folder };
}

/**
 * For a hosted environment, whose machine runs nobody's tests. Whether the repository is there is found out with its first run.
 *
 * @throws TinybugError `local-provider-refused`, `invalid-request`
 */
export const locateHostedRepository: LocateRepository = ({ ciProvider, location }) => {
  if (ciProvider === 'local') {
    const reason = 'This service measures no folders of its own machine.';
    return Promise.reject(new TinybugError('local-provider-refused', reason));
  }
  if (!isFullName(location)) {
    const reason = `location: a repository at GitHub is named owner/name, and this is not: ${location}`;
    return Promise.reject(new TinybugError('invalid-request', reason));
  }
  // GitHub takes either case for the same repository.
  return Promise.resolve({ ciProvider, location: location.toLowerCase(), name: location });
};
