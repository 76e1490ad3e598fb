import { getExternalWorkflowHandle, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { PullRequestHead } from '../storage/store.ts';
import { decideOnPullRequest, settlePullRequest } from './activity-proxies.ts';
import { measureTests } from './measure-tests.ts';
import { runWorkflowId } from './messages.ts';

/** What follows from a webhook: runs of older head commits are cancelled, and this one is measured where the repository asks for it. */
export async function considerPullRequest(head: PullRequestHead): Promise<void> {
  const { runId, outdatedRunIds } = await decideOnPullRequest(head);
  for (const outdated of outdatedRunIds) await cancel(outdated);
  if (runId !== undefined) await start(head.organisationId, runId);
  await settlePullRequest(head);
}

async function cancel(runId: string): Promise<void> {
  const handle = getExternalWorkflowHandle(runWorkflowId(runId));
  await handle.cancel().catch((error: unknown) => {
    log.info('A run of an older commit could not be cancelled, so it has ended', { runId, error: String(error) });
  });
}

/** The run goes on when this workflow has ended. */
async function start(organisationId: string, runId: string): Promise<void> {
  try {
    await startChild(measureTests, {
      args: [{ organisationId, runId }],
      workflowId: runWorkflowId(runId),
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
