import { errorEntry, TinybugError } from '../../shared/error-code.ts';
import type { Repository, Run } from '../../shared/run.ts';
import { GithubNotFound, type GithubAccess, type GithubRepository } from '../github/github-api.ts';
import { runPagePath } from '../pages/page-key.ts';
import type { Store } from '../storage/store.ts';
import type { RunReference } from '../workflows/messages.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';

/** How pull requests are told of their runs. */
export interface PullRequestReporting {
  readonly access: GithubAccess;
  /** The service's own address, for links to the pages of runs. */
  readonly publicUrl: string | undefined;
}

/** The pull request that a run is for. */
export interface PullRequestTarget {
  readonly store: Store;
  readonly run: Run;
  readonly repository: Repository;
  readonly number: number;
  readonly headSha: string;
  readonly pageUrl: string | undefined;
  readonly github: () => Promise<GithubRepository>;
}

/** Nothing for a run that is for no pull request, or where nobody is signed in to GitHub. */
export async function findPullRequestTarget(
  deps: ActivityDependencies,
  { organisationId, runId }: RunReference,
): Promise<PullRequestTarget | undefined> {
  const { database, pullRequests } = deps;
  const store = database.storeOf(organisationId);
  const run = await store.findRun(runId);
  const { pullRequest: number, revision: headSha } = run ?? {};
  if (!run || !pullRequests || number === undefined || headSha === undefined) return undefined;
  const repository = await store.findRepository(run.repositoryId);
  if (repository?.ciProvider !== 'github-actions') return undefined;
  const slug = await database.findSlug(organisationId);
  const { publicUrl, access } = pullRequests;
  const pageUrl = publicUrl && slug ? `${publicUrl}${runPagePath(slug, run.id)}` : undefined;
  const github = () => access.repository(organisationId, repository.location);
  return { store, run, repository, number, headSha, pageUrl, github };
}

/** What only the user can mend becomes a notice of the run, each only once; what may pass is thrown, to be tried again. */
export async function orNotice({ store, run }: PullRequestTarget, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isForUser = error instanceof TinybugError && errorEntry(error.code).kind === 'user';
    if (!isForUser && !(error instanceof GithubNotFound)) throw error;
    const message = `The pull request could not be told. ${error.message}`;
    await store.appendNoticeOnce(run.id, { type: 'notice', level: 'warning', message });
  }
}
