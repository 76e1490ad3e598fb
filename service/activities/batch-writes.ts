import { setTimeout as wait } from 'node:timers/promises';

/**
 * Writes at once what arrives alone, and together what arrives while a write is going on or, once several came together,
 * within the gap: one write at a time and in order. What is added resolves once it is written.
 * A caller that waits for each item before it brings the next is never made to wait for the gap.
 */
export function batchWrites<Item>(
  write: (items: Item[]) => Promise<void>,
  gapMs: number,
): (item: Item) => Promise<void> {
  let items: Item[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let notBefore = -Infinity;

  async function writeNext(): Promise<void> {
    await last;
    const gapLeftMs = notBefore - performance.now();
    if (gapLeftMs > 0) await wait(gapLeftMs);
    const batch = items;
    items = [];
    next = undefined;
    notBefore = batch.length > 1 ? performance.now() + gapMs : -Infinity;
    const writing = write(batch);
    last = writing.catch(() => undefined);
    await writing;
  }

  return (item) => {
    items.push(item);
    next ??= writeNext();
    return next;
  };
}
