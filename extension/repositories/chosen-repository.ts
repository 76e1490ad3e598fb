import * as vscode from 'vscode';
import { TinybugError } from '../../shared/error-code.ts';
import type { Repository } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import type { Project } from '../projects/project.ts';
import { matchRepository } from './match-repository.ts';
import type { RepositoryOfProject } from './repository-of-project.ts';

const LARGEST_PAGE = 500;

/** For a folder that does not say which repository it is of: the one that it is named after, else the one that a person chooses once. */
export const createChosenRepository =
  (memento: vscode.Memento): RepositoryOfProject =>
  async (connection, project, signal) => {
    const key = keyOf(connection, project);
    const repositories = await listRepositories(connection, signal);
    const chosenId = memento.get<unknown>(key);
    const known = repositories.find(({ id }) => id === chosenId) ?? matchRepository(project.root, repositories);
    if (known) return known;
    const chosen = await chooseRepository(repositories, connection);
    await memento.update(key, chosen.id);
    return chosen;
  };

const keyOf = ({ url, organisation }: ServiceConnection, { folder }: Project): string =>
  `tinybug.repository ${url} ${organisation} ${folder.uri.toString()}`;

async function listRepositories(
  { client, organisation }: ServiceConnection,
  signal: AbortSignal,
): Promise<Repository[]> {
  const repositories: Repository[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await client.call('listRepositories', { params: { org: organisation }, query, signal });
    repositories.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return repositories;
}

async function chooseRepository(repositories: readonly Repository[], { url }: ServiceConnection): Promise<Repository> {
  if (repositories.length === 0)
    throw new TinybugError('not-found', vscode.l10n.t('{0} knows no repository yet. Measure one first.', url));
  const items = repositories.map((repository) => ({
    label: repository.location,
    description: repository.ciProvider,
    repository,
  }));
  const title = vscode.l10n.t('Which repository is in this folder?');
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.repository;
}
