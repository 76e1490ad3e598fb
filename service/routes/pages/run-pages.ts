import { TinybugError } from '../../../shared/error-code.ts';
import type { Repository, Run } from '../../../shared/run.ts';
import type { ListedRuns } from '../../pages/organisation-page.ts';
import type { ReportedReach } from '../../pages/reach-page.ts';
import type { SummarisedRun } from '../../pages/run-summary.ts';
import type { Page, Store } from '../../storage/store.ts';
import { requireRun, showRun } from '../operations/run-operations.ts';

const LONGEST_UNCAUGHT_LIST = 8;
const LONGEST_MARKED_LIST = 200;
/** Of each reason. */
const LONGEST_REACH_LIST = 500;
const RUNS_ON_A_PAGE = 50;

/** A run whose page is asked for, with the address and the store of its organisation. */
export interface RunOfPage {
  readonly org: string;
  readonly store: Store;
  readonly runId: string;
}

/** What a run's page shows of it, as it is now. */
export async function readSummary({ org, store, runId }: RunOfPage): Promise<SummarisedRun> {
  const run = await showRun(store, runId);
  const repository = await requireRepository(store, run);
  const limit = LONGEST_UNCAUGHT_LIST;
  const unmarked = { limit, triage: 'hidden' } as const;
  const survived =
    run.counts.Survived === 0 ? [] : (await store.listMutants(runId, { ...unmarked, status: 'Survived' })).items;
  const isRoomLeft = survived.length < limit && run.counts.NoCoverage > 0;
  const notCovered = isRoomLeft ? (await store.listMutants(runId, { ...unmarked, status: 'NoCoverage' })).items : [];
  const { items: marked, nextCursor } =
    run.triage === undefined
      ? { items: [] }
      : await store.listMutants(runId, { triage: 'only', limit: LONGEST_MARKED_LIST });
  const uncaught = [...survived, ...notCovered].slice(0, limit);
  return { org, run, repository, uncaught, marked, hasMoreMarked: nextCursor !== undefined, now: new Date() };
}

export async function readReach({ org, store, runId }: RunOfPage): Promise<ReportedReach> {
  const run = await requireRun(store, runId);
  const counts = await store.countUnmutatedStatements(runId);
  const groups = await Promise.all(
    counts.map(async ({ reason, statements: total }) => {
      const { items } = await store.listUnmutatedStatements(runId, { reason, limit: LONGEST_REACH_LIST });
      return { reason, total, statements: items };
    }),
  );
  return { org, run, repository: await requireRepository(store, run), groups };
}

export async function readRuns(store: Store, org: string, cursor: string | undefined): Promise<ListedRuns> {
  const { items, nextCursor }: Page<Run> = await store.listRuns({ cursor, limit: RUNS_ON_A_PAGE });
  const repositoryIds = [...new Set(items.map(({ repositoryId }) => repositoryId))];
  const repositories = await Promise.all(repositoryIds.map((id) => store.findRepository(id)));
  const repositoryOfId = new Map(repositories.map((repository) => [repository?.id, repository]));
  const runs = items.flatMap((run) => {
    const repository = repositoryOfId.get(run.repositoryId);
    return repository === undefined ? [] : [{ run, repository }];
  });
  return { org, runs, nextCursor };
}

async function requireRepository(store: Store, run: Run): Promise<Repository> {
  const repository = await store.findRepository(run.repositoryId);
  if (repository === undefined) throw new TinybugError('not-found', 'There is no such repository.');
  return repository;
}
