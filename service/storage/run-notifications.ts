import type { DatabaseConnection } from './connection/database-connection.ts';

/** Its payload is the id of a run whose events have grown, or of a repository whose record of triage has. */
export const EVENTS_CHANNEL = 'tinybug_run_events';

export interface RunNotifications {
  /**
   * Resolves once notifications arrive; the answer ends it.
   *
   * @param id of a run or of a repository
   */
  subscribe(id: string, listener: () => void): Promise<() => Promise<void>>;
}

/** Spreads the notifications of one channel over the listeners of runs and repositories. It listens from the first listener on. */
export function createRunNotifications(connection: Pick<DatabaseConnection, 'listen'>): RunNotifications {
  const listenersById = new Map<string, Set<() => void>>();
  let listening: Promise<void> | undefined;

  const callListeners = (listeners: Iterable<() => void>): void => {
    // Not within the database's own call: a listener may query, and an error of its own is not the database's.
    for (const listener of listeners) queueMicrotask(listener);
  };
  const onPayload = (id: string | undefined): void => {
    if (id !== undefined) callListeners(listenersById.get(id) ?? []);
    else for (const listeners of listenersById.values()) callListeners(listeners);
  };
  const ensureListening = (): Promise<void> =>
    (listening ??= connection.listen(EVENTS_CHANNEL, onPayload).catch((error: unknown) => {
      listening = undefined;
      throw error;
    }));

  return {
    async subscribe(id, listener) {
      await ensureListening();
      // Its own function for every subscription, so that the same listener can be there twice.
      const entry = (): void => {
        listener();
      };
      const listeners = listenersById.get(id) ?? new Set();
      listenersById.set(id, listeners.add(entry));
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0 && listenersById.get(id) === listeners) listenersById.delete(id);
        return Promise.resolve();
      };
    },
  };
}
