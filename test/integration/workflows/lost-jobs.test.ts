import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../../../service/activities/create-activities.ts';
import { jobChanged } from '../../../service/workflows/messages.ts';
import { withRun } from '../../helpers/temporal-run-harness.ts';
import { scriptActivities } from '../../helpers/temporal-scripted-activities.ts';
import { startTimeSkippingServer } from '../../helpers/time-skipping-server.ts';

interface ShardInput {
  readonly jobId: string;
  readonly shardIndex?: number;
}
interface Collected {
  readonly left: number;
  readonly reason?: string;
}

/** A shard of ten mutants whose jobs end as listed, one after the other; the baseline goes well. */
function shardOfTen(outcomes: readonly Collected[], overrides: Partial<Activities> = {}) {
  const waiting = [...outcomes];
  let left = 10;
  return scriptActivities({
    startJob: ({ jobId, shardIndex }) =>
      Promise.resolve({ jobId, pollIntervalMs: 1_000, left: shardIndex === undefined ? 1 : left }),
    collectJob: ({ shardIndex }) => {
      const outcome = (shardIndex === undefined ? undefined : waiting.shift()) ?? { left: 0 };
      if (shardIndex !== undefined) left = outcome.left;
      return Promise.resolve(outcome);
    },
    selectMutants: () =>
      Promise.resolve({ shards: [{ shardIndex: 0, mutants: 10 }], parallelShards: 1, startsTogether: false }),
    ...overrides,
  });
}

type Script = ReturnType<typeof scriptActivities>;

const jobsOfShard = ({ inputsOf }: Script): string[] =>
  (inputsOf('startJob') as ShardInput[]).filter((input) => input.shardIndex === 0).map(({ jobId }) => jobId);

describe('a run whose jobs get lost', () => {
  let environment: TestWorkflowEnvironment;

  before(async function () {
    this.timeout(180_000);
    environment = await startTimeSkippingServer();
  });
  after(() => environment.teardown());

  const complete = (script: Script) => withRun(environment, script.activities, ({ handle }) => handle.result());

  it('starts another job with what is left', async () => {
    const script = shardOfTen([{ left: 4, reason: 'The machine was restarted.' }, { left: 0 }]);
    await complete(script);
    const jobIds = jobsOfShard(script);
    assert.equal(jobIds.length, 2);
    assert.notEqual(jobIds[0], jobIds[1], 'a job that is started again is another job');
    assert.equal(script.inputsOf('giveUpShard').length, 0);
    assert.equal(script.names().at(-1), 'publishScore');
  });

  it('gives the shard up after three jobs that finished nothing, and still publishes', async () => {
    const script = shardOfTen([1, 2, 3, 4, 5].map((job) => ({ left: 10, reason: `Job ${job} was killed.` })));
    await complete(script);
    assert.equal(jobsOfShard(script).length, 3);
    const [shard] = script.inputsOf('giveUpShard') as { shardIndex: number; reason: string }[];
    assert.deepEqual([shard?.shardIndex, shard?.reason], [0, 'Job 3 was killed.']);
    assert.deepEqual(script.names().slice(-3), ['giveUpShard', 'cleanUp', 'publishScore']);
  });

  it('goes on for as long as each third job finishes something', async () => {
    const script = shardOfTen([10, 10, 9, 9, 9, 8, 8, 8, 0].map((left) => ({ left })));
    await complete(script);
    assert.equal(jobsOfShard(script).length, 9);
    assert.equal(script.inputsOf('giveUpShard').length, 0);
  });

  it('starts no job where nothing is left to do', async () => {
    const script = shardOfTen([], {
      startJob: ({ jobId, shardIndex }) =>
        Promise.resolve({ jobId, pollIntervalMs: 1_000, left: shardIndex === undefined ? 1 : 0 }),
    });
    await complete(script);
    assert.equal(script.inputsOf('pollJob').length, 1, 'that of the baseline');
    assert.equal(script.names().at(-1), 'publishScore');
  });

  it('fails the run when the baseline is lost three times', async () => {
    const script = scriptActivities({ collectJob: () => Promise.resolve({ left: 1, reason: 'Out of memory.' }) });
    await complete(script);
    assert.equal(script.inputsOf('startJob').length, 3);
    const [failure] = script.inputsOf('failRun') as { code: string; message: string }[];
    assert.deepEqual([failure?.code, failure?.message], ['runner-failed', 'Out of memory.']);
  });

  it('notices by polling that a job has ended whose signal got lost', async () => {
    let polls = 0;
    const script = scriptActivities({
      startJob: ({ jobId }) => Promise.resolve({ jobId, pollIntervalMs: 3_600_000, left: 1 }),
      pollJob: () => Promise.resolve({ hasEnded: ++polls % 3 === 0 }),
    });
    const { startTime, closeTime } = await withRun(environment, script.activities, async ({ handle }) => {
      await handle.result();
      return handle.describe();
    });
    assert.equal(polls, 6);
    const passedHours = ((closeTime?.getTime() ?? 0) - startTime.getTime()) / 3_600_000;
    assert.ok(passedHours > 5 && passedHours < 5.1, `2.5 hours each for baseline and shard, not ${passedHours} in all`);
  });

  it('polls at once after a signal, and needs no timer', async () => {
    let runId = '';
    let polls = 0;
    const script = scriptActivities({
      startJob: ({ jobId }) => Promise.resolve({ jobId, pollIntervalMs: 3_600_000, left: 1 }),
      pollJob: async (input) => {
        const { jobId, shardIndex } = input as ShardInput;
        if (shardIndex !== undefined) return { hasEnded: true };
        polls += 1;
        if (polls === 1) await environment.client.workflow.getHandle(`run-${runId}-baseline`).signal(jobChanged, jobId);
        return { hasEnded: polls > 1 };
      },
    });
    await withRun(environment, script.activities, async (run) => {
      runId = run.runId;
      await run.handle.result();
    });
    assert.equal(polls, 2);
    const { events } = await environment.client.workflow.getHandle(`run-${runId}-baseline`).fetchHistory();
    assert.equal(
      events?.some((event) => event.timerFiredEventAttributes),
      false,
    );
  });
});
