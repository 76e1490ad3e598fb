import type { MeasuredMutant } from '../../shared/mutant-result.ts';
import type { Repository, Run } from '../../shared/run.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import { LINES_SHOWN } from './describe-detail.ts';

const RUNS_SHOWN = 100;
const LARGEST_PAGE = 500;

/** The newest runs of a repository; `hasMore` where there are older ones. */
export async function loadRuns(
  { client, organisation }: ServiceConnection,
  repository: Repository,
  signal: AbortSignal,
): Promise<{ runs: Run[]; hasMore: boolean }> {
  const params = { org: organisation };
  const query = { repositoryId: repository.id, limit: RUNS_SHOWN };
  const { items, nextCursor } = await client.call('listRuns', { params, query, signal });
  return { runs: items, hasMore: nextCursor !== undefined };
}

export const loadRun = ({ client, organisation }: ServiceConnection, runId: string, signal: AbortSignal) =>
  client.call('showRun', { params: { org: organisation, runId }, signal });

/** The first of a run's uncaught mutants. */
export async function loadUncaught(
  { client, organisation }: ServiceConnection,
  runId: string,
  signal: AbortSignal,
): Promise<MeasuredMutant[]> {
  const params = { org: organisation, runId };
  const pages = await Promise.all(
    (['Survived', 'NoCoverage'] as const).map((status) =>
      client.call('listMutants', { params, query: { status, limit: LINES_SHOWN }, signal }),
    ),
  );
  return pages.flatMap(({ items }) => items);
}

export async function loadMutants(
  { client, organisation }: ServiceConnection,
  runId: string,
  signal: AbortSignal,
): Promise<MeasuredMutant[]> {
  const params = { org: organisation, runId };
  const mutants: MeasuredMutant[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await client.call('listMutants', { params, query, signal });
    mutants.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return mutants;
}
