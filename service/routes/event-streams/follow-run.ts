import { isLastEvent, type RunEvent } from '../../../shared/run-event.ts';
import { hasEnded } from '../../../shared/run.ts';
import type { Store } from '../../storage/store.ts';
import { createBell } from './bell.ts';

const EVENTS_AT_ONCE = 250;

/** What following a run needs of the store. */
export type FollowedStore = Pick<Store, 'onEvents' | 'listEvents' | 'findRun'>;

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** An empty list is yielded after so long without events. */
  readonly heartbeatMs: number;
}

/**
 * Yields the events of a run with a higher sequence number, in order and each once, as they are stored, up to its last one.
 * It listens before it reads, so that no event falls between the two; the listener is gone when the loop over it ends.
 */
export async function* followRun(
  store: FollowedStore,
  runId: string,
  afterSequence: number,
  { signal, heartbeatMs }: FollowOptions,
): AsyncGenerator<readonly RunEvent[], void, void> {
  const bell = createBell();
  const stopListening = await store.onEvents(runId, () => bell.ring());
  try {
    let sequence = afterSequence;
    while (!signal.aborted) {
      const events = await store.listEvents(runId, sequence, EVENTS_AT_ONCE);
      const last = events.at(-1);
      if (last !== undefined) {
        yield events;
        if (isLastEvent(last.payload)) return;
        sequence = last.sequence;
      } else if (await hasRunEnded(store, runId)) {
        return;
      }
      if (events.length === EVENTS_AT_ONCE) continue;
      const reason = await bell.wait(heartbeatMs, signal);
      if (reason === 'elapsed') yield [];
    }
  } finally {
    await stopListening();
  }
}

/** Nothing will follow although the last event was not seen: the reader asked for what comes after it. */
async function hasRunEnded(store: FollowedStore, runId: string): Promise<boolean> {
  const run = await store.findRun(runId);
  return run === undefined || hasEnded(run.status);
}
