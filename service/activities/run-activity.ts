import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { z } from 'zod';
import { errorEntry, TinybugError, type ErrorCode } from '../../shared/error-code.ts';
import { GithubBusy, GithubUnavailable } from '../github/github-api.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';

const HEARTBEAT_MS = 1_000;
/** So often an activity may fail for a reason that is not known to pass. */
const MOST_FAILURES = 6;
const LONGEST_OUTAGE_MS = 6 * 3_600_000;

/** The work of an activity, without Temporal. It stops soon after the signal and then rejects. */
export type ActivityWork<Input, Output> = (
  deps: ActivityDependencies,
  input: Input,
  abortSignal: AbortSignal,
) => Promise<Output>;

/**
 * Lets Temporal run the work: with heartbeats, and with errors in the form that decides about retries.
 * Temporal counts attempts, so that an outage of an hour would use up those that are left for everything else;
 * therefore failures are counted here.
 */
export async function runActivity<Input, Output>(
  work: ActivityWork<Input, Output>,
  deps: ActivityDependencies,
  input: Input,
  mostFailures = MOST_FAILURES,
): Promise<Output> {
  const context = Context.current();
  const failures = countFailures(context);
  const beat = (trouble: Trouble): void => context.heartbeat(trouble);
  beat({ failures, isOpen: true });
  const heartbeat = setInterval(() => beat({ failures, isOpen: true }), HEARTBEAT_MS);
  try {
    return await work(deps, input, context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('The activity was cancelled');
    const { activityType, attempt, scheduledTimestampMs } = context.info;
    deps.logger.warn({ err: error, activityType, attempt, input }, 'An activity failed');
    if (isOutage(error)) {
      beat({ failures, isOpen: false });
      throw asOutage(error, deps.now().getTime() - scheduledTimestampMs);
    }
    beat({ failures: failures + 1, isOpen: false });
    throw asFailure(error, failures + 1 >= mostFailures);
  } finally {
    clearInterval(heartbeat);
  }
}

/** Handed on from one attempt to the next with the heartbeats. An attempt that is still open vanished with its worker. */
const Trouble = z.object({ failures: z.int(), isOpen: z.boolean() });
type Trouble = z.infer<typeof Trouble>;

function countFailures({ info }: Context): number {
  const { success, data } = Trouble.safeParse(info.heartbeatDetails);
  if (!success) return 0;
  return data.isOpen ? data.failures + 1 : data.failures;
}

type Outage = GithubBusy | GithubUnavailable;

const isOutage = (error: unknown): error is Outage => error instanceof GithubBusy || error instanceof GithubUnavailable;

/** Outages are waited for, limits for exactly as long as GitHub says. */
function asOutage(error: Outage, lastedMs: number): ApplicationFailure {
  const { name: type, message } = error;
  if (lastedMs > LONGEST_OUTAGE_MS) {
    const code: ErrorCode = 'github-unavailable';
    return ApplicationFailure.nonRetryable(message, code);
  }
  const waitMs = error instanceof GithubBusy ? Math.max(error.retryAt.getTime() - Date.now(), 1_000) : undefined;
  return ApplicationFailure.create({ message, type, ...(waitMs !== undefined && { nextRetryDelay: waitMs }) });
}

/**
 * What only the user can mend is not tried again; its code and text go through to the run's problem.
 * Without the cause, which Temporal would hand on as a failure of its own at the root of the chain; the log has it.
 */
function asFailure(error: unknown, isLast: boolean): unknown {
  if (!(error instanceof TinybugError)) {
    if (!isLast) return error;
    return ApplicationFailure.nonRetryable(error instanceof Error ? error.message : String(error));
  }
  const isForUser = errorEntry(error.code).kind === 'user';
  return ApplicationFailure.create({ message: error.message, type: error.code, nonRetryable: isForUser || isLast });
}
