import { errorEntry, TinybugError } from '../../shared/error-code.ts';
import { hasEnded, type Repository, type Run } from '../../shared/run.ts';
import { GithubNotFound, type PullRequestFacts } from '../github/github-api.ts';
import { MUTATOR_NAMES } from '../mutators/registry.ts';
import { readSettings } from '../planning/read-settings.ts';
import type { PullRequestHead, Store } from '../storage/store.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';

export interface PullRequestDecision {
  /** To be started. */
  readonly runId?: string;
  /** Of older head commits, to be cancelled. */
  readonly outdatedRunIds: readonly string[];
}

const NOTHING: PullRequestDecision = { outdatedRunIds: [] };

/**
 * Whether the head commit of a pull request is measured by itself. Webhooks come late and out of order, so GitHub is asked how
 * the pull request is now. What only the user can mend, such as settings that are not valid, means no.
 */
export async function decideOnPullRequest(
  deps: ActivityDependencies,
  head: PullRequestHead,
): Promise<PullRequestDecision> {
  try {
    return await decide(deps, head);
  } catch (error) {
    const isForUser = error instanceof TinybugError && errorEntry(error.code).kind === 'user';
    if (!isForUser && !(error instanceof GithubNotFound)) throw error;
    deps.logger.info({ err: error, head }, 'A pull request is not measured');
    return NOTHING;
  }
}

/** The decision has been acted upon. */
export async function settlePullRequest(deps: ActivityDependencies, head: PullRequestHead): Promise<void> {
  await deps.database.storeOf(head.organisationId).settlePullRequestHead(head);
}

async function decide(deps: ActivityDependencies, head: PullRequestHead): Promise<PullRequestDecision> {
  const { organisationId, repositoryId, pullRequest, headSha } = head;
  const store = deps.database.storeOf(organisationId);
  const repository = await store.findRepository(repositoryId);
  if (repository === undefined || deps.pullRequests === undefined) return NOTHING;
  const github = await deps.pullRequests.access.repository(organisationId, repository.location);
  // Where several organisations have registered the repository, it is measured by the one whose account it is.
  if (!(await deps.pullRequests.access.holdsAccount(organisationId, (await github.show()).owner))) return NOTHING;
  const pull = await github.showPullRequest(pullRequest);
  if (!pull.isOpen || pull.headSha !== headSha) return NOTHING;
  const runs = await store.listRunsOfPullRequest(repositoryId, pullRequest);
  const outdatedRunIds = runs
    .filter(({ status, revision }) => !hasEnded(status) && revision !== headSha)
    .map(({ id }) => id);
  const runsOfHead = runs.filter(({ revision }) => revision === headSha);
  // A branch that was pushed back to an older commit has had that one's run cancelled meanwhile.
  const present = runsOfHead.find(({ status }) => status !== 'Cancelled');
  const key = `pull-request-${repositoryId}-${pullRequest}-${headSha}-${runsOfHead.length}`;
  const run = present ?? (await startWhereAsked({ deps, store, repository, head, pull, key }));
  return { outdatedRunIds, ...(run !== undefined && !hasEnded(run.status) && { runId: run.id }) };
}

interface Candidate {
  readonly deps: ActivityDependencies;
  readonly store: Store;
  readonly repository: Repository;
  readonly head: PullRequestHead;
  readonly pull: PullRequestFacts;
  /** Equal for every attempt to start the same run. */
  readonly key: string;
}

/** Code from another repository would run with what this one's CI may do, so nobody but a person can ask for that. */
async function startWhereAsked({ deps, store, repository, head, pull, key }: Candidate): Promise<Run | undefined> {
  const { organisationId, pullRequest, headSha: revision } = head;
  const source = deps.sources.get(repository.ciProvider);
  if (pull.isFromFork || source === undefined) return undefined;
  const { settingsFiles } = await source.open({ organisationId, repository, revision });
  if (readSettings(settingsFiles, MUTATOR_NAMES)['pull-requests'] !== true) return undefined;
  const request = { repositoryId: repository.id, revision, since: pull.baseSha, pullRequest, settings: {} };
  return (await store.createRun(request, key)).run;
}
