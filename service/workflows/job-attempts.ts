/** So many jobs in a row may end without having finished anything new. */
export const MOST_FRUITLESS_ATTEMPTS = 3;

/** A job that was started and has not been collected. */
export interface RunningJob {
  readonly jobId: string;
  readonly pollIntervalMs: number;
  /** Pieces of work left when it started: mutants without a result, or one baseline. */
  readonly left: number;
}

/**
 * The jobs started for one piece of work, a shard or the baseline, until nothing of it is left.
 * Small and plain: it is carried over `continueAsNew`.
 */
export interface JobAttempts {
  readonly fruitless: number;
  readonly running?: RunningJob;
  readonly lastReason?: string;
  readonly outcome?: 'done' | 'given-up';
}

export type JobMilestone =
  | ({ readonly type: 'job-started' } & RunningJob)
  | { readonly type: 'job-collected'; readonly left: number; readonly reason?: string };

export const noAttempts: JobAttempts = { fruitless: 0 };

export function advanceAttempts(attempts: JobAttempts, milestone: JobMilestone): JobAttempts {
  switch (milestone.type) {
    case 'job-started': {
      const { jobId, pollIntervalMs, left } = milestone;
      return left === 0 ? { ...attempts, outcome: 'done' } : { ...attempts, running: { jobId, pollIntervalMs, left } };
    }
    case 'job-collected':
      return attempts.running === undefined ? attempts : afterCollecting(attempts, attempts.running, milestone);
  }
}

function afterCollecting(
  attempts: JobAttempts,
  running: RunningJob,
  { left, reason }: { readonly left: number; readonly reason?: string },
): JobAttempts {
  if (left === 0) return { fruitless: 0, outcome: 'done' };
  const fruitless = left < running.left ? 0 : attempts.fruitless + 1;
  return {
    fruitless,
    lastReason: reason ?? 'The job ended and left some of its work undone.',
    ...(fruitless >= MOST_FRUITLESS_ATTEMPTS && { outcome: 'given-up' }),
  };
}
