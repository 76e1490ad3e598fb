import { TinybugError } from '../../shared/error-code.ts';
import type { Repository } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import { isOnServer, type Remote } from '../git/parse-remote.ts';

/** What a person decides about a repository; undefined and false mean that they do not go on. */
export interface RepositoryQuestions {
  /** Which of several remotes is meant. */
  chooseRemote(remotes: readonly Remote[]): Promise<Remote | undefined>;
  /** Whether the service is told of a repository that it does not know. */
  mayRegister(fullName: string): Promise<boolean>;
}

export interface RegisteredRemote {
  readonly remote: Remote;
  readonly repository: Repository;
}

interface FindOptions {
  readonly connection: ServiceConnection;
  readonly questions: RepositoryQuestions;
  readonly signal: AbortSignal;
}

/**
 * The only remote that the service knows, else the one that is chosen; one that it does not know is registered when wanted.
 *
 * @throws TinybugError `no-git-remote`
 */
export async function findRegistered(
  remotes: readonly Remote[],
  { connection, questions, signal }: FindOptions,
): Promise<RegisteredRemote | undefined> {
  const reachable = distinct(remotes.filter((remote) => isOnServer(remote, connection.repositoryHost ?? '')));
  if (reachable.length === 0) throw noRemote(remotes, connection.repositoryHost ?? connection.url);
  const known = await listRegistered(connection, signal);
  const registered = reachable.filter(({ fullName }) => known.has(fullName.toLowerCase()));
  const candidates = registered.length > 0 ? registered : reachable;
  const remote = candidates.length === 1 ? candidates[0] : await questions.chooseRemote(candidates);
  if (remote === undefined) return undefined;
  const repository = known.get(remote.fullName.toLowerCase());
  if (repository !== undefined) return { remote, repository };
  if (!(await questions.mayRegister(remote.fullName))) return undefined;
  const params = { org: connection.organisation };
  const body = { ciProvider: 'github-actions', location: remote.fullName } as const;
  return { remote, repository: await connection.client.call('registerRepository', { params, body, signal }) };
}

const distinct = (remotes: readonly Remote[]): Remote[] =>
  remotes.filter(
    ({ fullName }, index) =>
      remotes.findIndex((other) => other.fullName.toLowerCase() === fullName.toLowerCase()) === index,
  );

function noRemote(remotes: readonly Remote[], host: string): TinybugError {
  const others = remotes.map(({ name, host: other }) => `${name} is at ${other}`).join(', ');
  return new TinybugError(
    'no-git-remote',
    `The service measures repositories of ${host}. ${others || 'There is no remote.'}`,
  );
}

/** By their names in lower case, in which the service keeps them. */
export async function listRegistered(
  { client, organisation }: ServiceConnection,
  signal: AbortSignal,
): Promise<Map<string, Repository>> {
  const found = new Map<string, Repository>();
  let cursor: string | undefined;
  do {
    const page = await client.call('listRepositories', {
      params: { org: organisation },
      query: { limit: 500, ...(cursor !== undefined && { cursor }) },
      signal,
    });
    for (const repository of page.items)
      if (repository.ciProvider === 'github-actions') found.set(repository.location.toLowerCase(), repository);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
