import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { RunControl } from '../run-control.ts';
import type { considerPullRequest } from '../workflows/consider-pull-request.ts';
import { headWorkflowId, jobChanged, runWorkflowId } from '../workflows/messages.ts';
import type { measureTests } from '../workflows/measure-tests.ts';
import { TASK_QUEUE } from './task-queue.ts';

/** Starts, stops and wakes the workflows of runs. */
export function createTemporalRunControl(client: Client): RunControl {
  return {
    async start(organisationId, runId) {
      await client.workflow.start<typeof measureTests>('measureTests', {
        args: [{ organisationId, runId }],
        workflowId: runWorkflowId(runId),
        taskQueue: TASK_QUEUE,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    },
    async cancel(_organisationId, runId) {
      await ignoreMissing(client.workflow.getHandle(runWorkflowId(runId)).cancel());
    },
    async considerPullRequest(head) {
      await client.workflow.start<typeof considerPullRequest>('considerPullRequest', {
        args: [head],
        workflowId: headWorkflowId(head),
        taskQueue: TASK_QUEUE,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    },
    async signalJobChanged(workflowId, jobId) {
      await ignoreMissing(client.workflow.getHandle(workflowId).signal(jobChanged, jobId));
    },
  };
}

/** A workflow that is gone needs to hear nothing. */
async function ignoreMissing(request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}
