import type { DatabaseConnection } from './connection/database-connection.ts';

/** Its payload is the id of a run whose events have grown. */
export const RUN_EVENTS_CHANNEL = 'tinybug_run_events';

export interface RunNotifications {
  /** Resolves once notifications arrive; the answer ends it. */
  subscribe(runId: string, listener: () => void): Promise<() => Promise<void>>;
}

/** Spreads the notifications of one channel over the listeners of the runs. It listens from the first listener on. */
export function createRunNotifications(connection: Pick<DatabaseConnection, 'listen'>): RunNotifications {
  const listenersByRun = new Map<string, Set<() => void>>();
  let listening: Promise<void> | undefined;

  const callListeners = (listeners: Iterable<() => void>): void => {
    // Not within the database's own call: a listener may query, and an error of its own is not the database's.
    for (const listener of listeners) queueMicrotask(listener);
  };
  const onPayload = (runId: string | undefined): void => {
    if (runId !== undefined) callListeners(listenersByRun.get(runId) ?? []);
    else for (const listeners of listenersByRun.values()) callListeners(listeners);
  };
  const ensureListening = (): Promise<void> =>
    (listening ??= connection.listen(RUN_EVENTS_CHANNEL, onPayload).catch((error: unknown) => {
      listening = undefined;
      throw error;
    }));

  return {
    async subscribe(runId, listener) {
      await ensureListening();
      // Its own function for every subscription, so that the same listener can be there twice.
      const entry = (): void => {
        listener();
      };
      const listeners = listenersByRun.get(runId) ?? new Set();
      listenersByRun.set(runId, listeners.add(entry));
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0 && listenersByRun.get(runId) === listeners) listenersByRun.delete(runId);
        return Promise.resolve();
      };
    },
  };
}
