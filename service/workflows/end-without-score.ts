import { ApplicationFailure, CancellationScope, isCancellation, log, patched } from '@temporalio/workflow';
import { cancelJobs, cancelRun, cleanUp, cleanUpLater, failRun } from './activity-proxies.ts';
import type { RunReference } from './messages.ts';
import { report } from './report-on-pull-request.ts';

/** Stops the tests, removes what the run left behind, and writes why it ended; not to be cancelled itself. */
export async function endWithoutScore(run: RunReference, isOnPullRequest: boolean, error: unknown): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    await evenIfItFails('The jobs could not be cancelled', cancelJobs(run));
    const failure = describeFailure(error);
    await endTidily(run, async () => {
      if (isCancellation(error)) {
        if (isOnPullRequest) await report(run, { kind: 'cancelled' });
        await cancelRun(run);
        return;
      }
      if (isOnPullRequest) await report(run, { kind: 'failed', ...failure });
      await failRun({ ...run, ...failure });
    });
  });
}

/** A run whose remains cannot be removed has nevertheless ended: nobody waits for its clean-up, which goes on for hours. */
export async function endTidily(run: RunReference, end: () => Promise<void>): Promise<void> {
  const isTidy = await evenIfItFails('The clean-up failed and goes on later', cleanUp(run));
  await end();
  if (!isTidy && patched('clean-up-goes-on')) await evenIfItFails('The clean-up was given up', cleanUpLater(run));
}

/** Whether it did not fail. */
async function evenIfItFails(message: string, work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      log.error(message, { error: String(error) });
      return false;
    },
  );
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
