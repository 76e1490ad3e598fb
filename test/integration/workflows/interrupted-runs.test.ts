import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { withRun } from '../../helpers/temporal-run-harness.ts';
import { scriptActivities } from '../../helpers/temporal-scripted-activities.ts';
import { runsUntilCancelled, untilCancelled } from '../../helpers/temporal-until-cancelled.ts';
import { startTimeSkippingServer } from '../../helpers/time-skipping-server.ts';

/** A promise and what resolves it. */
function createMoment(): { reached: Promise<void>; reach: () => void } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { reached, reach };
}

const isShard = (input: object): boolean => 'shardIndex' in input && input.shardIndex !== undefined;

describe('a run that is interrupted', () => {
  let environment: TestWorkflowEnvironment;

  before(async function () {
    this.timeout(180_000);
    environment = await startTimeSkippingServer();
  });
  after(() => environment.teardown());

  /** Cancels the run at the moment and answers with the error it ends with. */
  const cancelAt = (moment: Promise<void>, script: ReturnType<typeof scriptActivities>) =>
    withRun(environment, script.activities, async ({ handle }) => {
      await moment;
      await handle.cancel();
      return handle.result().then(
        () => undefined,
        (error: unknown) => error,
      );
    });

  const assertCancelled = (error: unknown): void => {
    assert.ok(error instanceof WorkflowFailedError);
    assert.ok(error.cause instanceof CancelledFailure);
  };

  it('stops its jobs and ends as cancelled when it is cancelled during the baseline', async () => {
    const { reached, reach } = createMoment();
    const script = scriptActivities({ pollJob: runsUntilCancelled(reach) });
    assertCancelled(await cancelAt(reached, script));
    assert.deepEqual(script.names().slice(-3), ['cancelJobs', 'cleanUp', 'cancelRun']);
    for (const name of ['selectMutants', 'failRun', 'publishScore'] as const) {
      assert.equal(script.inputsOf(name).length, 0, name);
    }
  });

  it('stops its jobs and starts no further shard when it is cancelled during a shard', async () => {
    const { reached, reach } = createMoment();
    const shards = [0, 1, 2].map((shardIndex) => ({ shardIndex, mutants: 2 }));
    const pollShard = runsUntilCancelled(reach);
    const script = scriptActivities({
      selectMutants: () => Promise.resolve({ shards, parallelShards: 1, startsTogether: false }),
      pollJob: (input) => (isShard(input) ? pollShard() : Promise.resolve({ hasEnded: true })),
    });
    assertCancelled(await cancelAt(reached, script));
    assert.equal(script.inputsOf('startJob').filter(isShard).length, 1);
    assert.deepEqual(script.names().slice(-3), ['cancelJobs', 'cleanUp', 'cancelRun']);
    assert.equal(script.inputsOf('giveUpShard').length, 0);
    assert.equal(script.inputsOf('publishScore').length, 0);
  });

  it('waits until a cancelled activity has really ended before it cancels the jobs', async () => {
    const { reached, reach } = createMoment();
    let isPreparing = true;
    let wasPreparingAtCancel = true;
    const script = scriptActivities({
      startJob: async () => {
        reach();
        return untilCancelled().finally(() => (isPreparing = false));
      },
      cancelJobs: () => {
        wasPreparingAtCancel = isPreparing;
        return Promise.resolve();
      },
    });
    assertCancelled(await cancelAt(reached, script));
    assert.equal(wasPreparingAtCancel, false);
    assert.equal(script.names().at(-1), 'cancelRun');
  });

  it('keeps its count of fruitless jobs when its history has grown too long and it continues as new', async function () {
    this.timeout(180_000);
    let startedJobs = 0;
    let polls = 0;
    const script = scriptActivities({
      startJob: ({ jobId, shardIndex }) => {
        if (shardIndex !== undefined) startedJobs += 1;
        return Promise.resolve({ jobId, pollIntervalMs: 1_000, left: shardIndex === undefined ? 1 : 2 });
      },
      pollJob: (input) => Promise.resolve({ hasEnded: !isShard(input) || startedJobs < 3 || ++polls > 250 }),
      collectJob: ({ shardIndex }) =>
        Promise.resolve(shardIndex === undefined ? { left: 0 } : { left: 2, reason: 'Killed.' }),
    });
    const firstHistory = await withRun(environment, script.activities, async ({ runId, handle, client }) => {
      await handle.result();
      const { events } = await client.workflow.getHandle(`run-${runId}`).fetchHistory();
      const started = events?.find((event) =>
        event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId?.endsWith('-shard-0'),
      );
      const shard = started?.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
      return client.workflow.getHandle(`run-${runId}-shard-0`, shard?.runId ?? undefined).fetchHistory();
    });
    assert.ok(firstHistory.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes, 'it continued as new');
    assert.equal(startedJobs, 3);
    assert.equal(script.inputsOf('giveUpShard').length, 1);
    const jobIds = new Set(
      script
        .inputsOf('pollJob')
        .filter(isShard)
        .map((input) => (input as { jobId: string }).jobId),
    );
    assert.equal(jobIds.size, 3, 'the third job was waited for before and after');
  });
});
