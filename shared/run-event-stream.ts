import { readEventStream, type EventStreamOptions } from './event-stream.ts';
import { isLastEvent, RunEvent } from './run-event.ts';

const RUN_EVENTS = { schema: RunEvent, isLast: ({ payload }: RunEvent): boolean => isLastEvent(payload) };

/**
 * All events of a run in order, each once, until the last one, or until the service says that nothing follows what is known.
 * Whenever the connection ends before that, it is opened again behind the last event received.
 *
 * @param options `open` is `ApiClient.openRunEvents` with the run filled in
 * @throws TinybugError what opening the stream throws, where waiting does not help or has not helped; the signal's reason when aborted
 */
export const readRunEvents = (options: EventStreamOptions): AsyncGenerator<RunEvent, void, undefined> =>
  readEventStream(RUN_EVENTS, options);
