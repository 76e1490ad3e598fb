import type { WorkflowJob, WorkflowRun } from '../../../github/github-api.ts';

/** What a job's place in its CI run says, before its report is looked at. */
export type ShardStanding =
  | { readonly standing: 'queued' | 'running' }
  | { readonly standing: 'ended'; readonly reason: string; readonly isCancelled: boolean; readonly wallMs: number };

/** GitHub makes the jobs of a matrix soon after the run; their names end with what the matrix holds. */
export function standingOf(jobId: string, run: WorkflowRun, jobs: readonly WorkflowJob[]): ShardStanding {
  const job = jobs.find(({ name }) => name.includes(jobId));
  if (job?.status === 'completed') {
    const isCancelled = job.conclusion === 'cancelled';
    return { standing: 'ended', isCancelled, reason: describeEnd(job, run), wallMs: wallMsOf(job) };
  }
  if (run.status === 'completed') {
    const reason = `The CI run ended (${run.conclusion ?? 'without a conclusion'}) before this job of it began: ${run.url}`;
    return { standing: 'ended', isCancelled: run.conclusion === 'cancelled', reason, wallMs: 0 };
  }
  return { standing: job?.status === 'in_progress' ? 'running' : 'queued' };
}

function wallMsOf({ startedAt, completedAt }: WorkflowJob): number {
  return startedAt === undefined || completedAt === undefined ? 0 : Date.parse(completedAt) - Date.parse(startedAt);
}

function describeEnd({ conclusion, steps, name }: WorkflowJob, { url }: WorkflowRun): string {
  const failed = steps.find((step) => step.conclusion === 'failure' || step.conclusion === 'timed_out');
  const where = failed === undefined ? '' : ` in its step "${failed.name}"`;
  return `The CI job "${name}" ended (${conclusion ?? 'without a conclusion'})${where}: ${url}`;
}
