import { ApplicationFailure, continueAsNew } from '@temporalio/workflow';
import type { ErrorCode } from '../../shared/error-code.ts';
import { noAttempts, type JobAttempts } from './job-attempts.ts';
import type { RunReference } from './messages.ts';
import { seeThrough } from './see-through.ts';

export interface BaselineToMeasure extends RunReference {
  /** What an earlier run of the same workflow, its history grown too long, hands over. */
  readonly attempts?: JobAttempts;
}

/** Runs the tests without any mutant; without that nothing can be judged. */
export async function measureBaseline({ attempts = noAttempts, ...run }: BaselineToMeasure): Promise<void> {
  const { outcome, ...seen } = await seeThrough(run, attempts);
  if (outcome === undefined) await continueAsNew<typeof measureBaseline>({ ...run, attempts: seen });
  if (outcome === 'given-up') {
    const code: ErrorCode = 'runner-failed';
    throw ApplicationFailure.nonRetryable(seen.lastReason, code);
  }
}
