import { RunEvent } from '../../../shared/run-event.ts';
import { hasEnded } from '../../../shared/run.ts';
import { formatServerSentEvent, HEARTBEAT, readLastEventId, sendEventStream } from '../event-streams/event-stream.ts';
import { followRun } from '../event-streams/follow-run.ts';
import type { OperationCall, OperationHandlers } from './operation.ts';
import { requireRun } from './run-operations.ts';

export interface StreamOptions {
  /** Aborted when the server shuts down: streams end, and are taken up again elsewhere or later. */
  readonly shutdown: AbortSignal;
  readonly heartbeatMs: number;
}

export const createRunEventsOperation = (options: StreamOptions): OperationHandlers['streamRunEvents'] => {
  return async (call) => {
    await streamRunEvents(call, options);
    return undefined;
  };
};

async function streamRunEvents(
  { params, store, request, response }: OperationCall<'streamRunEvents'>,
  { shutdown, heartbeatMs }: StreamOptions,
): Promise<void> {
  const run = await requireRun(store, params.runId);
  const lastEventId = readLastEventId(request);
  // The answer that keeps an EventSource from asking again: the run had ended before this looks for more.
  if (hasEnded(run.status) && (await store.listEvents(run.id, lastEventId, 1)).length === 0) {
    response.status(204).end();
    return;
  }
  await sendEventStream(request, response, shutdown, async function* (signal) {
    for await (const events of followRun(store, run.id, lastEventId, { signal, heartbeatMs })) {
      yield events.length === 0 ? HEARTBEAT : events.map(formatRunEvent).join('');
    }
  });
}

const formatRunEvent = (event: RunEvent): string =>
  formatServerSentEvent({ id: event.sequence, name: event.payload.type, data: RunEvent.parse(event) });
