import { readEventStream, type EventStreamOptions } from './event-stream.ts';
import { TriageChange } from './triage.ts';

const TRIAGE = { schema: TriageChange, isLast: (): boolean => false };

/**
 * The entries of a repository's record of triage in order, each once, and then those that come; it ends only by the signal.
 *
 * @param options `open` is `ApiClient.openTriageEvents` with the repository filled in
 * @throws TinybugError what opening the stream throws, where waiting does not help or has not helped; the signal's reason when aborted
 */
export const readTriage = (options: EventStreamOptions): AsyncGenerator<TriageChange, void, undefined> =>
  readEventStream(TRIAGE, options);
