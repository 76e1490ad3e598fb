import { TinybugError } from '../../../shared/error-code.ts';
import { isDetected } from '../../../shared/mutation-score.ts';
import { TriageChange } from '../../../shared/triage.ts';
import type { Store, StoredMutant } from '../../storage/store.ts';
import { formatServerSentEvent, HEARTBEAT, readLastEventId, sendEventStream } from '../event-streams/event-stream.ts';
import { followTriage } from '../event-streams/follow-triage.ts';
import type { OperationCall, OperationHandlers } from './operation.ts';
import type { StreamOptions } from './run-events-operation.ts';
import { requireRun } from './run-operations.ts';

type TriageOperations = Pick<OperationHandlers, 'triageMutant' | 'removeTriage' | 'listTriage' | 'streamTriage'>;

export const createTriageOperations = (options: StreamOptions): TriageOperations => ({
  triageMutant,
  removeTriage: async ({ params, store, caller: by }) => {
    const { repositoryId } = await requireMutant(store, params);
    const change = await store.recordTriage(repositoryId, { mutantId: params.mutantId, by });
    return { ...(change && { change }) };
  },
  listTriage: async ({ params, query, store }) => {
    await requireRepository(store, params.repositoryId);
    return store.listTriage(params.repositoryId, query);
  },
  streamTriage: async (call) => {
    await streamTriage(call, options);
    return undefined;
  },
});

async function triageMutant({ params, body: mark, store, caller: by }: OperationCall<'triageMutant'>) {
  const { mutantId } = params;
  const { repositoryId, mutant } = await requireMutant(store, params);
  if (isDetected(mutant.status)) {
    const detail = 'A test caught this mutant in the run, so nothing of it is left to judge.';
    throw new TinybugError('mutant-caught', detail);
  }
  const change = await store.recordTriage(repositoryId, { mutantId, by, mark });
  if (change === undefined) throw new Error('A mark was recorded and is not there.');
  return change;
}

/** @throws TinybugError `not-found` */
async function requireMutant(
  store: Store,
  { runId, mutantId }: { readonly runId: string; readonly mutantId: string },
): Promise<{ repositoryId: string; mutant: StoredMutant }> {
  const { repositoryId } = await requireRun(store, runId);
  const mutant = await store.findMutant(runId, mutantId);
  if (mutant === undefined) throw new TinybugError('not-found', 'There is no such mutant.');
  return { repositoryId, mutant };
}

/** @throws TinybugError `not-found` */
async function requireRepository(store: Store, repositoryId: string): Promise<void> {
  if ((await store.findRepository(repositoryId)) === undefined)
    throw new TinybugError('not-found', 'There is no such repository.');
}

async function streamTriage(
  { params, store, request, response }: OperationCall<'streamTriage'>,
  { shutdown, heartbeatMs }: StreamOptions,
): Promise<void> {
  const { repositoryId } = params;
  await requireRepository(store, repositoryId);
  const after = readLastEventId(request);
  await sendEventStream(request, response, shutdown, async function* (signal) {
    for await (const changes of followTriage(store, repositoryId, after, { signal, heartbeatMs }))
      yield changes.length === 0 ? HEARTBEAT : changes.map(formatChange).join('');
  });
}

const formatChange = (change: TriageChange): string =>
  formatServerSentEvent({ id: change.sequence, name: 'triage', data: TriageChange.parse(change) });
