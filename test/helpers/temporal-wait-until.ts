import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 10;

/** Looks again and again until the condition holds; the test's own time limit ends it otherwise. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(LOOK_AGAIN_MS);
}
