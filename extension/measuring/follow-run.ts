import { createParser } from 'eventsource-parser';
import type { RunEvent } from '../../shared/run-event.ts';
import { readRunEvents } from '../../shared/run-event-stream.ts';
import type { ServiceConnection } from '../connection/service-link.ts';
import { createBatcher } from './batch-items.ts';

export interface FollowOptions {
  readonly runId: string;
  /** The last event that is known already. */
  readonly afterSequence: number;
  /** Called for every new connection: a service that was started again has another address. */
  readonly connect: (signal: AbortSignal) => Promise<ServiceConnection>;
  /** Gets events in their order, at most four times a second. */
  readonly onEvents: (events: RunEvent[]) => void;
  readonly signal: AbortSignal;
  readonly firstPauseMs?: number;
}

/** A service may be away for the night of a laptop; the stream is taken up again whenever it is back. */
const NEVER_MS = Number.POSITIVE_INFINITY;
const LONGEST_PAUSE_MS = 10_000;
/** A run that is read again comes all at once; in between others in the extension host have their turn. */
const EVENTS_A_TURN = 200;
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Follows a run to its last event, however often the connection is lost on the way.
 *
 * @throws TinybugError where waiting does not help; the signal's reason when aborted
 */
export async function followRun(options: FollowOptions): Promise<void> {
  const batcher = createBatcher(options.onEvents);
  try {
    const events = readRunEvents({
      open: async (afterSequence, signal) => {
        const { client, organisation } = await options.connect(signal);
        return client.openRunEvents({ org: organisation, runId: options.runId }, afterSequence, signal);
      },
      createParser,
      afterSequence: options.afterSequence,
      signal: options.signal,
      firstPauseMs: options.firstPauseMs ?? 250,
      longestPauseMs: LONGEST_PAUSE_MS,
      giveUpAfterMs: NEVER_MS,
    });
    let taken = 0;
    for await (const event of events) {
      batcher.add(event);
      taken += 1;
      if (taken % EVENTS_A_TURN === 0) await nextTurn();
    }
    batcher.flush();
  } finally {
    batcher.dispose();
  }
}
