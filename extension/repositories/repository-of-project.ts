import type { Repository } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import type { Project } from '../projects/project.ts';

/**
 * The repository that a service knows a project as.
 *
 * @throws TinybugError where there is none, with what to do
 */
export type RepositoryOfProject = (
  connection: ServiceConnection,
  project: Project,
  signal: AbortSignal,
) => Promise<Repository>;
