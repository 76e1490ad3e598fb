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
    workflowBundle: await bundleForTests(),
    maxHeartbeatThrottleInterval: '100ms',
    shutdownGraceTime: 0,
  });
  return worker.runUntil(async () => {
    const runId = randomUUID();
    // A client that knows nothing of skipping: the server's own way, to skip whenever somebody waits for a result, skips
    // over tasks that are being worked on, too. Tests say `environment.sleep` when nothing but a timer is waited for.
    const client = new Client({ connection: environment.connection });
    const handle = await client.workflow.start<typeof measureTests>('measureTests', {
      args: [{ organisationId: randomUUID(), runId }],
      workflowId: `run-${runId}`,
      taskQueue,
    });
    return body({ runId, handle });
  });
}
