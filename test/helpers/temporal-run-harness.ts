import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../service/activities/create-activities.ts';
import type { measureTests } from '../../service/workflows/measure-tests.ts';
import { bundleForTests } from './temporal-workflow-bundle.ts';

export interface HarnessedRun {
  readonly runId: string;
  readonly handle: WorkflowHandleWithFirstExecutionRunId<typeof measureTests>;
  readonly client: Client;
}

/** Starts a run with these activities, and keeps a worker for it until the body has ended. */
export async function withRun<Result>(
  environment: TestWorkflowEnvironment,
  activities: Activities,
  body: (run: HarnessedRun) => Promise<Result>,
): Promise<Result> {
  const taskQueue = randomUUID();
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    activities,
    identity: 'worker of the tests',
    workflowBundle: await bundleForTests(),
    maxHeartbeatThrottleInterval: '100ms',
    shutdownGraceTime: 0,
  });
  return worker.runUntil(async () => {
    const runId = randomUUID();
    // Not the environment's client: that one unlocks the time whenever it waits for a result, and here it is never locked.
    const client = new Client({ connection: environment.connection, identity: 'client of the tests' });
    const handle = await client.workflow.start<typeof measureTests>('measureTests', {
      args: [{ organisationId: randomUUID(), runId }],
      workflowId: `run-${runId}`,
      taskQueue,
    });
    return body({ runId, handle, client });
  });
}
