import { setTimeout as pause } from 'node:timers/promises';

const LONGEST_MS = 10_000;

/** Waits for a condition that nothing announces; rejects after ten seconds. */
export async function waitUntil(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ten seconds in vain: ${what}.`);
    await pause(50);
  }
}
