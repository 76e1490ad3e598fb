import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import { listRemotes } from '../git/working-copy.ts';
import { findRegistered, type RepositoryQuestions } from './find-registered.ts';
import { openGitOf } from './open-git.ts';
import type { Project } from '../projects/project.ts';
import type { RepositoryOfProject } from './repository-of-project.ts';

/** The folder itself where the service reads folders, else what its remotes name. */
export const findRepositoryOnDisk: RepositoryOfProject = async (connection, project, signal) => {
  if (connection.measures === 'folder') {
    const params = { org: connection.organisation };
    const body = { ciProvider: 'local', location: project.root.fsPath } as const;
    return connection.client.call('registerRepository', { params, body, signal });
  }
  const remotes = await listRemotes(await openGitOf(project, signal));
  const questions = questionsToNobody(connection);
  const found = await findRegistered(remotes, { connection, questions, signal });
  if (found === undefined) throw new TinybugError('no-git-remote', vscode.l10n.t('There is no remote.'));
  return found.repository;
};

/** For whoever has been asked already, or cannot be: what is not settled ends with what to do. */
export const questionsToNobody = (connection: ServiceConnection): RepositoryQuestions => ({
  chooseRemote: ([first]) => Promise.resolve(first),
  mayRegister: (fullName) =>
    Promise.reject(
      new TinybugError(
        'not-found',
        vscode.l10n.t('{0} is not registered at {1}. Run Tinybug: Measure Tests once.', fullName, connection.url),
      ),
    ),
});

/** Of a folder that git cannot look into nobody can tell: one, so that nothing is said of it before it is measured. */
export async function countRemotesOnDisk(project: Project): Promise<number> {
  if (project.root.scheme !== 'file' || !vscode.workspace.isTrusted) return 1;
  try {
    const git = await openGitOf(project, AbortSignal.timeout(10_000));
    return (await listRemotes(git)).length;
  } catch {
    return 1;
  }
}
