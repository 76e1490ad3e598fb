import { createParser } from 'eventsource-parser';
import { readRunEvents } from '../../shared/run-event-stream.ts';
import type { RunEvent } from '../../shared/run-event.ts';
import { EMBEDDED_ORGANISATION } from '../embedded/page-links.ts';
import type { ServiceConnection } from './service-connection.ts';

/** Hands on every event of a run, from the first to the last. */
export async function followRun(
  connection: ServiceConnection,
  runId: string,
  onEvent: (event: RunEvent) => void,
): Promise<void> {
  const abort = new AbortController();
  const reading = async () => {
    const events = readRunEvents({
      open: (afterSequence, signal) =>
        connection.client.openRunEvents({ org: EMBEDDED_ORGANISATION, runId }, afterSequence, signal),
      createParser,
      signal: abort.signal,
    });
    for await (const event of events) onEvent(event);
  };
  try {
    await Promise.race([reading(), connection.failed]);
  } finally {
    abort.abort();
  }
}
