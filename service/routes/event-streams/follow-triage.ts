import type { TriageChange } from '../../../shared/triage.ts';
import type { Store } from '../../storage/store.ts';
import { createBell } from './bell.ts';
import type { FollowOptions } from './follow-run.ts';

const ENTRIES_AT_ONCE = 250;

/** What following a record of triage needs of the store. */
export type FollowedTriage = Pick<Store, 'onTriage' | 'listTriageAfter'>;

/**
 * Yields the entries of a repository's record of triage with a higher sequence number, in order and each once, as they are
 * stored, until the signal is aborted. It listens before it reads, so that no entry falls between the two.
 */
export async function* followTriage(
  store: FollowedTriage,
  repositoryId: string,
  afterSequence: number,
  { signal, heartbeatMs }: FollowOptions,
): AsyncGenerator<readonly TriageChange[], void, void> {
  const bell = createBell();
  const stopListening = await store.onTriage(repositoryId, () => bell.ring());
  try {
    let sequence = afterSequence;
    while (!signal.aborted) {
      const changes = await store.listTriageAfter(repositoryId, sequence, ENTRIES_AT_ONCE);
      if (changes.length > 0) yield changes;
      sequence = changes.at(-1)?.sequence ?? sequence;
      if (changes.length === ENTRIES_AT_ONCE) continue;
      if ((await bell.wait(heartbeatMs, signal)) === 'elapsed') yield [];
    }
  } finally {
    await stopListening();
  }
}
