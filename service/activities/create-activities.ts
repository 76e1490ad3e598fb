import type { ActivityDependencies } from './activity-dependencies.ts';
import { cancelJobs } from './cancel-jobs.ts';
import { cleanUp } from './clean-up.ts';
import { collectJob } from './collect-job.ts';
import { cancelRun, failRun, publishScore } from './end-run.ts';
import { decideOnPullRequest, settlePullRequest } from './decide-on-pull-request.ts';
import { enumerateMutants } from './enumerate-mutants.ts';
import { giveUpShard } from './give-up-shard.ts';
import { pollJob } from './poll-job.ts';
import { prepareSource } from './prepare-source.ts';
import { announceOnPullRequest, noteUnreported, reportOnPullRequest } from './report-on-pull-request.ts';
import { runActivity, type ActivityWork } from './run-activity.ts';
import { selectMutants } from './select-mutants.ts';
import { startJob, startShards } from './start-job.ts';

/** The activities of a run, as the worker registers them and the workflows see their types. */
export function createActivities(deps: ActivityDependencies) {
  const activity =
    <Input, Output>(work: ActivityWork<Input, Output>, mostFailures?: number) =>
    (input: Input): Promise<Output> =>
      runActivity(work, deps, input, mostFailures);
  return {
    prepareSource: activity(prepareSource),
    enumerateMutants: activity(enumerateMutants),
    startJob: activity(startJob),
    startShards: activity(startShards),
    pollJob: activity(pollJob),
    collectJob: activity(collectJob),
    selectMutants: activity(selectMutants),
    giveUpShard: activity(giveUpShard),
    publishScore: activity(publishScore),
    // There is nobody left to tell of their failure.
    failRun: activity(failRun, Infinity),
    cancelRun: activity(cancelRun, Infinity),
    cancelJobs: activity(cancelJobs),
    cleanUp: activity(cleanUp),
    announceOnPullRequest: activity(announceOnPullRequest),
    reportOnPullRequest: activity(reportOnPullRequest),
    noteUnreported: activity(noteUnreported),
    decideOnPullRequest: activity(decideOnPullRequest),
    settlePullRequest: activity(settlePullRequest),
  };
}

export type Activities = ReturnType<typeof createActivities>;
