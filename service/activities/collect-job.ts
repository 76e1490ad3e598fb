import { TinybugError } from '../../shared/error-code.ts';
import type { CiJobState } from '../ci/ci-provider.ts';
import type { StoredJob } from '../storage/store.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadJob, loadOpenRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { collectBaseline } from './collect-baseline.ts';
import { collectResults } from './collect-results.ts';
import { readReport, type JobReader } from './read-report.ts';

export interface JobToCollect extends RunReference {
  readonly jobId: string;
  /** Absent for the baseline. */
  readonly shardIndex?: number;
}

export interface CollectedJob {
  /** Pieces of work still to do: mutants without a result, or one baseline. */
  readonly left: number;
  /** Why something is left. */
  readonly reason?: string;
}

/** Stores everything that an ended job reported. What was stored while it ran is not stored twice. */
export async function collectJob(
  deps: ActivityDependencies,
  { jobId, shardIndex, ...reference }: JobToCollect,
  abortSignal: AbortSignal,
): Promise<CollectedJob> {
  const atHand = await loadOpenRun(deps, reference);
  const job = await loadJob(atHand.store, jobId);
  const state = await pollOnce(atHand, job);
  let internalError: string | undefined;
  const read: JobReader = async (onRecord) => {
    if (job.handle === undefined) return;
    internalError = await readReport(atHand.provider.fetch(jobId, job.handle), abortSignal, onRecord);
  };
  const left =
    shardIndex === undefined ? await collectBaseline(atHand, read) : await collectResults(atHand, shardIndex, read);
  if (left === 0) {
    await atHand.store.updateJob(jobId, { outcome: 'finished' });
    return { left };
  }
  const reason = internalError ?? whyLost(state);
  // Whoever stops a CI run does not want it started again.
  if (state.state === 'cancelled' && job.outcome === undefined) {
    await atHand.store.updateJob(jobId, { outcome: 'cancelled' });
    throw new TinybugError('ci-run-cancelled', reason);
  }
  if (job.outcome === undefined) await noticeLoss(atHand, reason);
  await atHand.store.updateJob(jobId, { outcome: 'lost' });
  return { left, reason };
}

const pollOnce = async ({ provider }: RunAtHand, { jobId, handle }: StoredJob): Promise<CiJobState> =>
  handle === undefined ? { state: 'lost', reason: 'The job was never started.' } : provider.poll(jobId, handle);

function whyLost(state: CiJobState): string {
  switch (state.state) {
    case 'lost':
      return state.reason;
    case 'cancelled':
      return state.reason ?? 'Somebody cancelled the job.';
    case 'finished':
    case 'queued':
    case 'running':
      return 'The job ended and left some of its work undone.';
  }
}

async function noticeLoss({ store, run }: RunAtHand, reason: string): Promise<void> {
  const message = `A job ended before its work was done. ${reason}`;
  await store.appendEvents(run.id, [{ type: 'notice', level: 'warning', message }]);
}
