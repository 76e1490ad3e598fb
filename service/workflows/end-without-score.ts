import { ApplicationFailure, CancellationScope, isCancellation, log } from '@temporalio/workflow';
import { cancelJobs, cancelRun, cleanUp, failRun } from './activity-proxies.ts';
import type { RunReference } from './messages.ts';
import { report } from './report-on-pull-request.ts';

/** Stops the tests, removes what the run left behind, and writes why it ended; not to be cancelled itself. */
export async function endWithoutScore(run: RunReference, isOnPullRequest: boolean, error: unknown): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    await evenIfItFails('The jobs could not be cancelled', cancelJobs(run));
    await tidyUp(run);
    if (isCancellation(error)) {
      if (isOnPullRequest) await report(run, { kind: 'cancelled' });
      await cancelRun(run);
      return;
    }
    const failure = describeFailure(error);
    if (isOnPullRequest) await report(run, { kind: 'failed', ...failure });
    await failRun({ ...run, ...failure });
  });
}

/** A run whose remains cannot be removed has nevertheless ended. */
export const tidyUp = (run: RunReference): Promise<void> => evenIfItFails('The clean-up failed', cleanUp(run));

async function evenIfItFails(message: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    log.error(message, { error: String(error) });
  });
}

/** Code and message of the failure at the root of the chain that activities and child workflows wrap around it. */
function describeFailure(error: unknown): { code: string; message: string } {
  const root = rootOf(error);
  const code = root instanceof ApplicationFailure ? (root.type ?? '') : '';
  return { code, message: root instanceof Error ? root.message : String(root) };
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}
