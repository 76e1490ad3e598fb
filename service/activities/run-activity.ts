import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { errorEntry, TinybugError } from '../../shared/error-code.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';

const HEARTBEAT_MS = 1_000;

/** The work of an activity, without Temporal. It stops soon after the signal and then rejects. */
export type ActivityWork<Input, Output> = (
  deps: ActivityDependencies,
  input: Input,
  abortSignal: AbortSignal,
) => Promise<Output>;

/** Lets Temporal run the work: with heartbeats, and with errors in the form that decides about retries. */
export async function runActivity<Input, Output>(
  work: ActivityWork<Input, Output>,
  deps: ActivityDependencies,
  input: Input,
): Promise<Output> {
  const context = Context.current();
  const heartbeat = setInterval(() => {
    context.heartbeat();
  }, HEARTBEAT_MS);
  try {
    return await work(deps, input, context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('The activity was cancelled');
    const { activityType, attempt } = context.info;
    deps.logger.warn({ err: error, activityType, attempt, input }, 'An activity failed');
    throw asFailure(error);
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * What only the user can mend is not tried again; its code and text go through to the run's problem.
 * Without the cause, which Temporal would hand on as a failure of its own at the root of the chain; the log has it.
 */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof TinybugError)) return error;
  const isForUser = errorEntry(error.code).kind === 'user';
  return ApplicationFailure.create({ message: error.message, type: error.code, nonRetryable: isForUser });
}
