import { CancellationScope, log, patched } from '@temporalio/workflow';
import { announceOnPullRequest, noteUnreported, reportOnPullRequest } from './activity-proxies.ts';
import type { RunEnding, RunReference } from './messages.ts';

/** Says on the run's pull request, where it has one, that it has begun. Answers whether its end is to be told there as well. */
export async function announce(run: RunReference): Promise<boolean> {
  if (!patched('pull-requests')) return false;
  return CancellationScope.nonCancellable(async () => {
    try {
      return await announceOnPullRequest(run);
    } catch (error) {
      await giveNotice(run, error);
      return true;
    }
  });
}

/**
 * Tells the pull request how the run ends. It is told just before the run's last event, because after that no notice can say
 * that it was not; whatever happens here, the run ends as it would have.
 */
export async function report(run: RunReference, ending: RunEnding): Promise<void> {
  await reportOnPullRequest({ ...run, ending }).catch((error: unknown) => giveNotice(run, error));
}

async function giveNotice(run: RunReference, error: unknown): Promise<void> {
  log.error('GitHub could not be told', { error: String(error) });
  await noteUnreported(run).catch((unnoted: unknown) => {
    log.error('The notice could not be given', { error: String(unnoted) });
  });
}
