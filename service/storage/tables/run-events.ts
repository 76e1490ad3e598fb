import { RunEvent, type RunEventPayload } from '../../../shared/run-event.ts';
import type { Notice, Store } from '../store.ts';
import { withOpenRun, writeEvents } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

type RunEventMethods = Pick<Store, 'appendEvents' | 'appendNoticeOnce' | 'listEvents' | 'onEvents'>;

export const createRunEventMethods = (context: StoreContext): RunEventMethods => ({
  appendEvents: (runId, payloads) => appendEvents(context, runId, payloads),
  appendNoticeOnce: (runId, notice) => appendNoticeOnce(context, runId, notice),
  listEvents: (runId, afterSequence, limit) => listEvents(context, runId, afterSequence, limit),
  onEvents: (runId, listener) => context.notifications.subscribe(runId, listener),
});

async function appendEvents(context: StoreContext, runId: string, payloads: readonly RunEventPayload[]): Promise<void> {
  if (payloads.length === 0) return;
  await withOpenRun(context, runId, (transaction, run) => writeEvents(transaction, run, payloads));
}

async function appendNoticeOnce(context: StoreContext, runId: string, notice: Notice): Promise<void> {
  const { type, message } = notice;
  await withOpenRun(context, runId, async (transaction, run) => {
    const isSame = (name: string, value: string) => ({ payload: { path: [name], equals: value } });
    const where = {
      runId,
      organisationId: context.organisationId,
      AND: [isSame('type', type), isSame('message', message)],
    };
    if ((await transaction.runEvent.count({ where })) === 0) await writeEvents(transaction, run, [notice]);
  });
}

async function listEvents(
  { prisma, organisationId }: StoreContext,
  runId: string,
  afterSequence: number,
  limit: number,
): Promise<RunEvent[]> {
  const rows = await prisma.runEvent.findMany({
    where: { runId, organisationId, sequence: { gt: afterSequence } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
  return rows.map(({ sequence, at, payload }) => RunEvent.parse({ runId, sequence, at: at.toISOString(), payload }));
}
