import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import pino from 'pino';
import type { ActivityDependencies } from '../../../service/activities/activity-dependencies.ts';
import { runActivity } from '../../../service/activities/run-activity.ts';
import { GithubBusy, GithubUnavailable } from '../../../service/github/github-api.ts';
import type { Database } from '../../../service/storage/store.ts';
import type { Activities } from '../../../service/activities/create-activities.ts';
import type { RunProgress } from '../../../service/workflows/run-progress.ts';
import { withRun } from '../../helpers/temporal-run-harness.ts';
import { scriptActivities } from '../../helpers/temporal-scripted-activities.ts';
import { runsUntilCancelled } from '../../helpers/temporal-until-cancelled.ts';
import { startTimeSkippingServer } from '../../helpers/time-skipping-server.ts';

/** No activity here gets to anything but the log and the clock. */
const activityDependencies = (): ActivityDependencies => ({
  database: {} as Database,
  providers: new Map(),
  sources: new Map(),
  now: () => new Date(),
  logger: pino({ level: 'silent' }),
});

describe('measureTests', () => {
  let environment: TestWorkflowEnvironment;

  before(async function () {
    this.timeout(180_000);
    environment = await startTimeSkippingServer();
  });
  after(() => environment.teardown());

  /** Runs to the end and answers with the names of the activities in order. */
  const complete = async (overrides: Partial<Activities>) => {
    const script = scriptActivities(overrides);
    const progress = await withRun(environment, script.activities, async ({ handle }) => {
      await handle.result();
      return handle.query<RunProgress>('runProgress');
    });
    return { ...script, progress };
  };

  it('goes from the source over baseline, selection and shards to the score', async () => {
    const { names, progress } = await complete({});
    const order = names().filter((name) => name !== 'enumerateMutants');
    assert.deepEqual(order, [
      'announceOnPullRequest',
      'prepareSource',
      ...['startJob', 'pollJob', 'collectJob', 'selectMutants'],
      ...['startJob', 'pollJob', 'collectJob'],
      ...['cleanUp', 'publishScore'],
    ]);
    assert.equal(names().filter((name) => name === 'enumerateMutants').length, 1);
    assert.deepEqual(progress, { phase: 'score', shardsDone: 1, shardsTotal: 1, mutantsDone: 2, mutantsTotal: 2 });
  });

  it('tells the pull request of a run when it begins, and just before it ends', async () => {
    const { names, inputsOf } = await complete({ announceOnPullRequest: () => Promise.resolve(true) });
    assert.equal(names()[0], 'announceOnPullRequest');
    assert.deepEqual(names().slice(-3), ['cleanUp', 'reportOnPullRequest', 'publishScore']);
    const [{ ending } = {}] = inputsOf('reportOnPullRequest') as { ending?: object }[];
    assert.deepEqual(ending, { kind: 'completed' });
  });

  it('tells the pull request how a run failed', async () => {
    const { names, inputsOf } = await complete({
      announceOnPullRequest: () => Promise.resolve(true),
      prepareSource: () => Promise.reject(ApplicationFailure.nonRetryable('Nothing has changed', 'nothing-to-mutate')),
    });
    assert.deepEqual(names().slice(-2), ['reportOnPullRequest', 'failRun']);
    const [{ ending } = {}] = inputsOf('reportOnPullRequest') as { ending?: object }[];
    assert.deepEqual(ending, { kind: 'failed', code: 'nothing-to-mutate', message: 'Nothing has changed' });
  });

  it('ends as it would have where the pull request cannot be told, with a notice', async () => {
    const away = () => Promise.reject(ApplicationFailure.nonRetryable('GitHub is away'));
    const { names, inputsOf } = await complete({ announceOnPullRequest: away, reportOnPullRequest: away });
    assert.equal(inputsOf('noteUnreported').length, 2);
    assert.deepEqual(names().slice(-3), ['reportOnPullRequest', 'noteUnreported', 'publishScore']);
  });

  it('gives each job the workflow to signal, and each shard its own', async () => {
    const shards = [0, 1].map((shardIndex) => ({ shardIndex, mutants: 2 }));
    const { inputsOf } = await complete({
      selectMutants: () => Promise.resolve({ shards, parallelShards: 2, startsTogether: false }),
    });
    const workflowIds = (inputsOf('startJob') as { workflowId: string; runId: string }[]).map(({ workflowId, runId }) =>
      workflowId.replace(runId, 'RUN'),
    );
    assert.deepEqual(workflowIds.sort(), ['run-RUN-baseline', 'run-RUN-shard-0', 'run-RUN-shard-1']);
  });

  it('starts the first job of every shard at once where the provider wants that', async () => {
    const shards = [0, 1, 2].map((shardIndex) => ({ shardIndex, mutants: 2 }));
    const { inputsOf, progress } = await complete({
      selectMutants: () => Promise.resolve({ shards, parallelShards: 3, startsTogether: true }),
    });
    const [together, ...more] = inputsOf('startShards') as { jobs: { workflowId: string; jobId: string }[] }[];
    assert.deepEqual(more, []);
    assert.equal(inputsOf('startJob').length, 1, 'the baseline alone is started by itself');
    const waitedFor = (inputsOf('pollJob') as { jobId: string }[]).map(({ jobId }) => jobId);
    for (const { jobId } of together?.jobs ?? []) assert.ok(waitedFor.includes(jobId));
    assert.equal(progress.shardsDone, 3);
  });

  it('starts again by itself the job of one shard that was started together with others and got lost', async () => {
    const shards = [0, 1].map((shardIndex) => ({ shardIndex, mutants: 2 }));
    const isFirst = new Set<number | undefined>();
    const { inputsOf } = await complete({
      selectMutants: () => Promise.resolve({ shards, parallelShards: 2, startsTogether: true }),
      collectJob: ({ shardIndex }) => {
        const left = shardIndex === 1 && !isFirst.has(shardIndex) ? 1 : 0;
        isFirst.add(shardIndex);
        return Promise.resolve({ left, ...(left > 0 && { reason: 'The machine went away.' }) });
      },
    });
    const started = (inputsOf('startJob') as { shardIndex?: number }[]).map(({ shardIndex }) => shardIndex);
    assert.deepEqual(started, [undefined, 1]);
  });

  it('runs at most parallelShards shards side by side', async () => {
    let running = 0;
    let mostRunning = 0;
    await complete({
      selectMutants: () =>
        Promise.resolve({
          shards: [0, 1, 2, 3, 4].map((shardIndex) => ({ shardIndex, mutants: 1 })),
          parallelShards: 2,
          startsTogether: false,
        }),
      startJob: ({ jobId, shardIndex }) => {
        if (shardIndex !== undefined) mostRunning = Math.max(mostRunning, (running += 1));
        return Promise.resolve({ jobId, pollIntervalMs: 1_000, left: 1 });
      },
      collectJob: ({ shardIndex }) => {
        if (shardIndex !== undefined) running -= 1;
        return Promise.resolve({ left: 0 });
      },
    });
    assert.equal(mostRunning, 2);
  });

  it('fails the run with the code and the text of a red baseline, after the clean-up', async () => {
    const { names, inputsOf } = await complete({
      collectJob: () => Promise.reject(ApplicationFailure.nonRetryable('test_a fails', 'baseline-failed')),
    });
    assert.deepEqual(names().slice(-3), ['cancelJobs', 'cleanUp', 'failRun']);
    assert.equal(names().includes('selectMutants'), false);
    const [failure] = inputsOf('failRun') as { code: string; message: string }[];
    assert.deepEqual([failure?.code, failure?.message], ['baseline-failed', 'test_a fails']);
  });

  it('does not retry what only the user can mend', async () => {
    const { inputsOf } = await complete({
      startJob: () => Promise.reject(ApplicationFailure.nonRetryable('no pytest', 'pytest-missing')),
    });
    assert.equal(inputsOf('startJob').length, 1);
  });

  it('retries other errors of a CI, and fails the run where that does not help', async () => {
    const fail = (): Promise<never> => Promise.reject(new Error('connection reset'));
    const { inputsOf } = await complete({ pollJob: (input) => runActivity(fail, activityDependencies(), input) });
    assert.equal(inputsOf('pollJob').length, 6);
    assert.equal((inputsOf('failRun')[0] as { message: string }).message, 'connection reset');
  });

  it('does not retry a mistake of its own', async () => {
    const { inputsOf } = await complete({ selectMutants: () => Promise.reject(new TypeError('not a function')) });
    assert.equal(inputsOf('selectMutants').length, 1);
    assert.equal(inputsOf('failRun').length, 1);
  });

  it('gives up a GitHub that does not answer for hours', async () => {
    const fail = (): Promise<never> => Promise.reject(new GithubUnavailable('502'));
    // The server has skipped years by now; no date is later than this one.
    const late = { ...activityDependencies(), now: () => new Date(8_640_000_000_000_000) };
    const { inputsOf } = await complete({ pollJob: (input) => runActivity(fail, late, input) });
    assert.equal((inputsOf('failRun')[0] as { code: string }).code, 'github-unavailable');
  });

  it('waits ten minutes for a GitHub that does not answer, and counts none of that as a failure', async () => {
    const begin = await environment.currentTimeMs();
    const outageMs = async (): Promise<number> => (await environment.currentTimeMs()) - begin;
    let other = 5;
    let goesOnAt = 0;
    const poll = async (): Promise<{ hasEnded: boolean }> => {
      if ((await outageMs()) < 600_000) throw new GithubUnavailable('502');
      if ((other -= 1) >= 0) throw new Error('something else, five times');
      goesOnAt = await outageMs();
      return { hasEnded: true };
    };
    const { names } = await complete({ pollJob: (input) => runActivity(poll, activityDependencies(), input) });
    assert.equal(names().at(-1), 'publishScore');
    assert.ok(goesOnAt < 900_000, `the run goes on soon after the outage, not after ${goesOnAt} ms`);
    assert.ok(names().filter((name) => name === 'pollJob').length < 60);
  });

  it('waits for as long as GitHub asks, and asks nothing before', async () => {
    let isAsked = false;
    const poll = (): Promise<{ hasEnded: boolean }> => {
      if (isAsked) return Promise.resolve({ hasEnded: true });
      isAsked = true;
      return Promise.reject(new GithubBusy(new Date(Date.now() + 50 * 60_000)));
    };
    const begin = await environment.currentTimeMs();
    const { names } = await complete({ pollJob: (input) => runActivity(poll, activityDependencies(), input) });
    assert.equal(names().at(-1), 'publishScore');
    assert.ok((await environment.currentTimeMs()) - begin >= 49 * 60_000);
  });

  it('ends the run although the clean-up fails, and goes on with the clean-up after that', async () => {
    let isBusy = 6;
    const { names } = await complete({
      cleanUp: () => ((isBusy -= 1) >= 0 ? Promise.reject(new Error('folder busy')) : Promise.resolve()),
    });
    const end = names().indexOf('publishScore');
    assert.deepEqual(new Set(names().slice(end + 1)), new Set(['cleanUp']));
    assert.equal(isBusy, -1);
  });

  it('starts no other job of the baseline when enumerateMutants fails', async () => {
    let isBaselineStarted = (): void => undefined;
    const baselineStarted = new Promise<void>((resolve) => (isBaselineStarted = resolve));
    const { names, inputsOf } = await complete({
      startJob: ({ jobId }) => {
        isBaselineStarted();
        return Promise.resolve({ jobId, pollIntervalMs: 1_000, left: 1 });
      },
      pollJob: runsUntilCancelled(() => undefined),
      enumerateMutants: async () => {
        await baselineStarted;
        throw ApplicationFailure.nonRetryable('nothing there', 'nothing-to-mutate');
      },
    });
    assert.equal(inputsOf('startJob').length, 1);
    assert.deepEqual(names().slice(-3), ['cancelJobs', 'cleanUp', 'failRun']);
    assert.equal((inputsOf('failRun')[0] as { code: string }).code, 'nothing-to-mutate');
  });
});
