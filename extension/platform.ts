import type { StartLocal } from './connection/service-of-settings.ts';
import type { Log } from './log.ts';
import type { PrepareRequest } from './measuring/measure.ts';
import type { Project } from './projects/project.ts';
import type { RepositoryOfProject } from './repositories/repository-of-project.ts';
import type { ReadBranchChanges } from './survivors/branch-watch.ts';

/** What an editor on a machine does by itself and one in a browser cannot: each composition root brings its own. */
export interface Platform {
  /** The service of this machine. */
  readonly startLocal: StartLocal;
  /** Whether the files of a project are where its tests can run. */
  readonly isOnDisk: (project: Project) => boolean;
  readonly repositoryOf: RepositoryOfProject;
  readonly readBranchChanges: ReadBranchChanges;
  /** What a run is asked for with. */
  readonly createPrepare: (log: Log) => PrepareRequest;
  /** Of git, of the project. */
  readonly countRemotes: (project: Project) => Promise<number>;
}
