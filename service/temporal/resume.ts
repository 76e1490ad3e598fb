import type { Logger } from 'pino';
import type { CiJobListener } from '../ci/ci-provider.ts';
import type { RunControl } from '../run-control.ts';
import type { Database } from '../storage/store.ts';

export interface ResumeDependencies {
  readonly database: Database;
  readonly runControl: RunControl;
  readonly listener: CiJobListener;
  readonly logger: Logger;
}

/**
 * To be called when the service starts: makes sure that every open run has its workflow, and has every open job looked at,
 * so that those that died with the last service are noticed at once. Answers with the number of open runs.
 */
export async function resumeOpenRuns({ database, runControl, listener, logger }: ResumeDependencies): Promise<number> {
  const runs = await database.listOpenRuns();
  for (const { organisationId, runId } of runs) {
    logger.info({ runId }, 'Resuming a run');
    await runControl.start(organisationId, runId);
  }
  for (const head of await database.listOpenPullRequestHeads()) await runControl.considerPullRequest(head);
  for (const { jobId } of await database.listOpenJobs()) await listener.onChange(jobId);
  return runs.length;
}
