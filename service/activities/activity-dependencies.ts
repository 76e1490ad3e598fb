import type { Logger } from 'pino';
import { TinybugError } from '../../shared/error-code.ts';
import { hasEnded, type CiProviderName, type Repository, type Run } from '../../shared/run.ts';
import type { CiProvider } from '../ci/ci-provider.ts';
import type { SourceProvider } from '../ci/source-provider.ts';
import type { Database, Store, StoredJob } from '../storage/store.ts';
import type { RunReference } from '../workflows/messages.ts';
import type { PullRequestReporting } from './pull-request-target.ts';

/** What the activities need from outside; made by a composition root. */
export interface ActivityDependencies {
  readonly database: Database;
  readonly providers: ReadonlyMap<CiProviderName, CiProvider>;
  readonly sources: ReadonlyMap<CiProviderName, SourceProvider>;
  /** Absent where nobody is signed in to GitHub. */
  readonly pullRequests?: PullRequestReporting | undefined;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** A run with what belongs to it. */
export interface RunAtHand {
  readonly store: Store;
  readonly run: Run;
  readonly repository: Repository;
  readonly provider: CiProvider;
  readonly source: SourceProvider;
}

/** @throws TinybugError `not-found`, `local-provider-refused` */
export async function loadRun(deps: ActivityDependencies, { organisationId, runId }: RunReference): Promise<RunAtHand> {
  const store = deps.database.storeOf(organisationId);
  const run = await store.findRun(runId);
  const repository = run && (await store.findRepository(run.repositoryId));
  if (run === undefined || repository === undefined) throw new TinybugError('not-found', `There is no run ${runId}.`);
  const provider = deps.providers.get(repository.ciProvider);
  const source = deps.sources.get(repository.ciProvider);
  if (provider === undefined || source === undefined) {
    throw new TinybugError('local-provider-refused', `This environment has no CI provider "${repository.ciProvider}".`);
  }
  return { store, run, repository, provider, source };
}

/** The same for a run that goes on. @throws TinybugError `run-already-ended` */
export async function loadOpenRun(deps: ActivityDependencies, reference: RunReference): Promise<RunAtHand> {
  const atHand = await loadRun(deps, reference);
  if (hasEnded(atHand.run.status)) refuseEndedRun(reference.runId);
  return atHand;
}

export function refuseEndedRun(runId: string): never {
  throw new TinybugError('run-already-ended', `Run ${runId} has ended.`);
}

/** @throws TinybugError `not-found` */
export async function loadJob(store: Store, jobId: string): Promise<StoredJob> {
  const job = await store.findJob(jobId);
  if (job === undefined) throw new TinybugError('not-found', `There is no job ${jobId}.`);
  return job;
}
