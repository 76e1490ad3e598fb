export interface Batcher<Item> {
  add(item: Item): void;
  /** Hands over what waits, at once. */
  flush(): void;
  dispose(): void;
}

/** Four a second: more often nobody can read, and every update costs the editor time. */
const INTERVAL_MS = 250;

/** Gathers items and hands them over together: the first at once, later ones at most four times a second. */
export function createBatcher<Item>(handOver: (items: Item[]) => void, intervalMs = INTERVAL_MS): Batcher<Item> {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    handOver(items);
  };
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting.length === 0) return;
      flush();
      rest();
    }, intervalMs);
  };
  return {
    add(item) {
      waiting.push(item);
      if (timer !== undefined) return;
      // Events that arrive together belong together, so the first update waits for the end of this turn of the event loop.
      timer = setTimeout(() => {
        flush();
        rest();
      }, 0);
    },
    flush,
    dispose() {
      clearTimeout(timer);
      timer = undefined;
      waiting = [];
    },
  };
}
