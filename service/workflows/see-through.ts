import { condition, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import { collectJob, pollJob, startJob } from './activity-proxies.ts';
import { advanceAttempts, type JobAttempts, type RunningJob } from './job-attempts.ts';
import { jobChanged, type RunReference } from './messages.ts';
import { pollDelayMs } from './poll-delay.ts';

/** A shard, or with no index the baseline. */
export interface Work extends RunReference {
  readonly shardIndex?: number;
}

/** Each poll adds about ten events, and a history should stay far below the server's 51,200. */
const LONGEST_HISTORY = 2_000;

/**
 * Starts jobs for a piece of work, one after the other, until nothing of it is left or nothing gets on.
 * An answer without an outcome means that the history has grown: continue as new with that answer.
 */
export async function seeThrough(work: Work, carried: JobAttempts): Promise<JobAttempts> {
  let attempts = carried;
  const changedJobs = new Set<string>();
  setHandler(jobChanged, (jobId) => void changedJobs.add(jobId));
  while (attempts.outcome === undefined) {
    if (isHistoryLong()) return attempts;
    if (attempts.running === undefined) {
      const started = await startJob({ ...work, jobId: uuid4(), workflowId: workflowInfo().workflowId });
      attempts = advanceAttempts(attempts, { type: 'job-started', ...started });
    } else {
      const hasEnded = await waitForEnd(work, attempts.running, changedJobs);
      if (!hasEnded) return attempts;
      const collected = await collectJob({ ...work, jobId: attempts.running.jobId });
      attempts = advanceAttempts(attempts, { type: 'job-collected', ...collected });
    }
  }
  return attempts;
}

/**
 * Polls first, so that no signal is missed that came before this workflow was continued as new; then waits for a signal,
 * or for so long that asking is worth while. The answer is false when the history has become too long to wait on.
 */
async function waitForEnd(
  work: Work,
  { jobId, pollIntervalMs }: RunningJob,
  changedJobs: Set<string>,
): Promise<boolean> {
  for (let polls = 0; ; polls += 1) {
    changedJobs.delete(jobId);
    const { hasEnded } = await pollJob({ ...work, jobId });
    if (hasEnded) return true;
    if (isHistoryLong()) return false;
    await condition(() => changedJobs.has(jobId), pollDelayMs(pollIntervalMs, polls));
  }
}

const isHistoryLong = (): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > LONGEST_HISTORY;
