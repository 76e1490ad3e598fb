import { setTimeout as wait } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { waitUntil } from './temporal-wait-until.ts';

/** Waits until the workflow has nothing to do but wait for a timer, and then lets the timer fire. */
export async function skipTimer(environment: TestWorkflowEnvironment, workflowId: string): Promise<void> {
  let durationMs = 0;
  await waitUntil(async () => {
    const event = await lastEvent(environment, workflowId);
    const timer = event?.timerStartedEventAttributes;
    if (!timer) return false;
    const { seconds, nanos } = timer.startToFireTimeout ?? {};
    durationMs = Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000;
    return true;
  });
  await environment.sleep(durationMs);
}

async function lastEvent(environment: TestWorkflowEnvironment, workflowId: string) {
  const history = await environment.client.workflow.getHandle(workflowId).fetchHistory().catch(() => undefined);
  return history?.events?.at(-1);
}

/** Short of the time-out of workflow tasks, so that one that is being worked on survives a step. */
const STEP_MS = 2_000;

/** Lets time pass in steps until the promise has settled, for waiting that leaves no trace in the history, such as retries. */
export async function passTimeUntil<Result>(environment: TestWorkflowEnvironment, result: Promise<Result>): Promise<Result> {
  let hasSettled = false;
  const settled = result.finally(() => {
    hasSettled = true;
  });
  settled.catch(() => undefined);
  while (!hasSettled) {
    await environment.sleep(STEP_MS);
    await Promise.race([settled.catch(() => undefined), wait(20)]);
  }
  return settled;
}
