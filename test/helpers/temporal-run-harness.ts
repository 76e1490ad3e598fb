import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../service/activities/create-activities.ts';
import type { measureTests } from '../../service/workflows/measure-tests.ts';
import { bundleForTests } from './temporal-workflow-bundle.ts';

export type RunHandle = WorkflowHandleWithFirstExecutionRunId<typeof measureTests>;

export interface HarnessedRun {
  readonly runId: string;
  readonly handle: RunHandle;
  readonly client: Client;
}

/** Starts a run with these activities, and keeps a worker for it until the body has ended. */
export async function withRun<Result>(
  environment: TestWorkflowEnvironment,
  activities: Activities,
  body: (run: HarnessedRun) => Promise<Result>,
): Promise<Result> {
  const taskQueue = randomUUID();
  return withWorker(environment, { taskQueue, activities }, async () => body(await startRun(environment, taskQueue)));
}

/** Keeps a worker until the body has ended; then the worker stops as one does that is shut down. */
export async function withWorker<Result>(
  environment: TestWorkflowEnvironment,
  { taskQueue, activities }: { taskQueue: string; activities: Activities },
  body: () => Promise<Result>,
): Promise<Result> {
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    activities,
    identity: 'worker of the tests',
    workflowBundle: await bundleForTests(),
    maxHeartbeatThrottleInterval: '100ms',
    stickyQueueScheduleToStartTimeout: '1s',
    shutdownGraceTime: 0,
  });
  return worker.runUntil(body);
}

/** Starts the workflow of a run, which waits for a worker. */
export async function startRun(environment: TestWorkflowEnvironment, taskQueue: string): Promise<HarnessedRun> {
  const runId = randomUUID();
  // A client that knows nothing of skipping: Temporal's own for tests unlocks the time whenever it waits for a result.
  const client = new Client({ connection: environment.connection, identity: 'client of the tests' });
  const handle = await client.workflow.start<typeof measureTests>('measureTests', {
    args: [{ organisationId: randomUUID(), runId }],
    workflowId: `run-${runId}`,
    taskQueue,
  });
  return { runId, handle, client };
}
