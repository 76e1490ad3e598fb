import type { RepositoryOfProject } from './repository-of-project.ts';

/** A folder on disk is a repository of its own; of any other, `otherwise` knows. */
export const createFolderRepository =
  (otherwise: RepositoryOfProject): RepositoryOfProject =>
  (connection, project, signal) => {
    if (project.root.scheme !== 'file') return otherwise(connection, project, signal);
    const params = { org: connection.organisation };
    const body = { ciProvider: 'local', location: project.root.fsPath } as const;
    return connection.client.call('registerRepository', { params, body, signal });
  };
