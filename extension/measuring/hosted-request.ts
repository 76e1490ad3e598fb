import type { RunRequest } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import type { GitFolder } from '../git/git-folder.ts';
import { makePatch } from '../git/make-patch.ts';
import { findSharedCommit, listRemotes, requireTopFolder, sharedRevision } from '../git/working-copy.ts';
import { findRegistered, type RepositoryQuestions } from '../repositories/find-registered.ts';
import { requestOfScope, type MeasureScope } from './measure-scope.ts';

/** What a request holds beside what is at the remote already. */
export interface SentChanges {
  readonly fullName: string;
  readonly commit: string;
  readonly unpushedCommits: number;
  readonly newFiles: readonly string[];
  readonly isDirty: boolean;
  readonly submodules: readonly string[];
}

export interface HostedRequest {
  readonly body: RunRequest;
  readonly changes: SentChanges;
}

interface HostedOptions {
  readonly connection: ServiceConnection;
  readonly git: GitFolder;
  readonly scope: MeasureScope;
  readonly afresh: boolean;
  readonly questions: RepositoryQuestions;
  readonly signal: AbortSignal;
}

/**
 * The request that has a service measure the files of a folder as they are: a commit that the remote has, and everything else as
 * a patch. Undefined where the person does not go on.
 *
 * @throws TinybugError where a remote, a commit or a repository is missing, or the patch is too large
 */
export async function prepareHostedRequest(options: HostedOptions): Promise<HostedRequest | undefined> {
  const { git, scope, afresh } = options;
  await requireTopFolder(git);
  const found = await findRegistered(await listRemotes(git), options);
  if (found === undefined) return undefined;
  const { remote, repository } = found;
  const shared = await findSharedCommit(git, remote);
  const { text, newFiles, submodules } = await makePatch(git, shared.commit);
  const since = scope.kind === 'changes' ? await sharedRevision(git, remote, scope.since, shared) : undefined;
  const scopeThere: MeasureScope = since === undefined ? scope : { kind: 'changes', since };
  const body: RunRequest = {
    ...requestOfScope(scopeThere, { repositoryId: repository.id, afresh }),
    revision: shared.commit,
    ...(text !== undefined && { patch: text }),
  };
  const changes = { ...shared, fullName: remote.fullName, newFiles, submodules, isDirty: text !== undefined };
  return { body, changes };
}
