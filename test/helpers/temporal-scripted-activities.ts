import type { Activities } from '../../service/activities/create-activities.ts';

export interface ActivityCall {
  readonly name: keyof Activities;
  readonly input: object;
}

export interface ScriptedActivities {
  readonly activities: Activities;
  /** Every call, retries included, in order. */
  readonly calls: ActivityCall[];
  /** The names of the calls in order. */
  readonly names: () => (keyof Activities)[];
  readonly inputsOf: (name: keyof Activities) => object[];
}

/**
 * Activities for tests of the workflows alone: a run with one shard of two mutants in which every job ends at once and
 * nothing goes wrong, except where a test says otherwise.
 */
export function scriptActivities(overrides: Partial<Activities> = {}): ScriptedActivities {
  const calls: ActivityCall[] = [];
  const script: Activities = {
    prepareSource: () => Promise.resolve(),
    enumerateMutants: () => Promise.resolve(),
    startJob: ({ jobId, shardIndex }) =>
      Promise.resolve({ jobId, pollIntervalMs: 1_000, left: shardIndex === undefined ? 1 : 2 }),
    startShards: ({ jobs }) => Promise.resolve(jobs.map(({ jobId }) => ({ jobId, pollIntervalMs: 1_000, left: 2 }))),
    pollJob: () => Promise.resolve({ hasEnded: true }),
    collectJob: () => Promise.resolve({ left: 0 }),
    selectMutants: () =>
      Promise.resolve({ shards: [{ shardIndex: 0, mutants: 2 }], parallelShards: 1, startsTogether: false }),
    giveUpShard: () => Promise.resolve(),
    publishScore: () => Promise.resolve(),
    failRun: () => Promise.resolve(),
    cancelRun: () => Promise.resolve(),
    cancelJobs: () => Promise.resolve(),
    cleanUp: () => Promise.resolve(),
    announceOnPullRequest: () => Promise.resolve(false),
    reportOnPullRequest: () => Promise.resolve(),
    noteUnreported: () => Promise.resolve(),
    decideOnPullRequest: () => Promise.resolve({ outdatedRunIds: [] }),
    settlePullRequest: () => Promise.resolve(),
    ...overrides,
  };
  const recorded = Object.entries(script).map(([name, activity]) => [
    name,
    (input: never) => {
      calls.push({ name: name as keyof Activities, input });
      return activity(input);
    },
  ]);
  return {
    activities: Object.fromEntries(recorded) as Activities,
    calls,
    names: () => calls.map(({ name }) => name),
    inputsOf: (wanted) => calls.filter(({ name }) => name === wanted).map(({ input }) => input),
  };
}
