import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { RetryPolicy } from '@temporalio/common';
import type { Activities } from '../activities/create-activities.ts';

/**
 * Mistakes of ours, which no repetition mends. What only the user can mend is not listed:
 * the activities throw it as a failure that is marked non-retryable.
 */
const MISTAKES = ['TypeError', 'ReferenceError', 'RangeError', 'ZodError', 'AssertionError'];

/** How often is decided in `runActivity`: what is known to pass, such as an outage of GitHub, is waited for. */
const untilRefused: RetryPolicy = {
  backoffCoefficient: 2,
  maximumInterval: '30s',
  nonRetryableErrorTypes: MISTAKES,
};
const databaseRetry: RetryPolicy = { ...untilRefused, initialInterval: '200ms' };
const ciRetry: RetryPolicy = { ...untilRefused, initialInterval: '1s' };

/**
 * Every activity beats once a second, so that one that died with its worker is started again soon and a cancelled one hears of it.
 * The workflow waits until a cancelled activity has really ended.
 */
const alive = {
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;

/** Read and write the database for a moment. */
export const { collectJob, selectMutants, giveUpShard, publishScore } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '15m',
  retry: databaseRetry,
});

/** Read the whole tree, which takes long for a large one. */
export const { prepareSource, enumerateMutants } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1h',
  retry: databaseRetry,
});

/** Bring work to a CI: creating an environment for the tests takes minutes. */
export const { startJob, startShards } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1h',
  retry: ciRetry,
});

/** Ask a CI. */
export const { pollJob } = proxyActivities<Activities>({ ...alive, startToCloseTimeout: '2m', retry: ciRetry });

/** Stop and remove what a run has in a CI; the run ends even where that fails. */
export const { cancelJobs, cleanUp } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1m',
  retry: { ...ciRetry, initialInterval: '200ms', maximumInterval: '2s', maximumAttempts: 4 },
});

/** Tell a pull request at GitHub. The run waits for it, and ends even where that fails. */
export const { announceOnPullRequest, reportOnPullRequest } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '3m',
  retry: { ...ciRetry, maximumAttempts: 4 },
});

/** Say in the run that this failed, and that a head commit of a pull request has been dealt with. */
export const { noteUnreported, settlePullRequest } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1m',
  retry: databaseRetry,
});

/** Look at a pull request that a webhook told of; GitHub may be away for a while. */
export const { decideOnPullRequest } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '1d',
  retry: { ...ciRetry, maximumInterval: '5m', maximumAttempts: Number.POSITIVE_INFINITY },
});

/** The same for a run that has ended, where GitHub could not be reached at its end. */
export const { cleanUp: cleanUpLater } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '5m',
  retry: { ...ciRetry, initialInterval: '30s', maximumInterval: '10m', maximumAttempts: 50 },
});

/** Write how a run ended. There is nobody left to tell of a failure, so these are tried until they succeed. */
export const { failRun, cancelRun } = proxyActivities<Activities>({
  ...alive,
  startToCloseTimeout: '1m',
  retry: { initialInterval: '200ms', backoffCoefficient: 3, maximumInterval: '1m' },
});
