import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createTemporalRunControl } from '../../../service/temporal/temporal-run-control.ts';
import { baselineWorkflowId, runWorkflowId } from '../../../service/workflows/messages.ts';
import { startRealTemporal, type RealTemporal } from '../../helpers/temporal-real-server.ts';
import { scriptActivities } from '../../helpers/temporal-scripted-activities.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';

const isShard = (input: object): boolean => 'shardIndex' in input && input.shardIndex !== undefined;

describe('a run on a real Temporal server', () => {
  let temporal: RealTemporal;

  before(async function () {
    this.timeout(600_000);
    temporal = await startRealTemporal();
  });
  after(() => temporal.close());

  /** Starts a run and answers with its id and how to wait for it. */
  const start = async () => {
    const runId = randomUUID();
    await createTemporalRunControl(temporal.client).start(randomUUID(), runId);
    return { runId, result: () => temporal.client.workflow.getHandle(runWorkflowId(runId)).result() };
  };

  it('is carried on by another worker, which repeats nothing that was done', async () => {
    let isFirstWorkerGone = false;
    const overrides = {
      startJob: ({ jobId }: { jobId: string }) => Promise.resolve({ jobId, pollIntervalMs: 50, left: 1 }),
      pollJob: (input: object) => Promise.resolve({ hasEnded: !isShard(input) || isFirstWorkerGone }),
    };
    const first = scriptActivities(overrides);
    const second = scriptActivities(overrides);
    const firstWorker = await temporal.startWorker(first.activities);
    const { result } = await start();
    await waitUntil(() => first.inputsOf('pollJob').some(isShard));
    await firstWorker.stop();
    isFirstWorkerGone = true;
    const secondWorker = await temporal.startWorker(second.activities);
    await result();
    await secondWorker.stop();
    assert.equal(first.inputsOf('startJob').length, 2);
    assert.deepEqual(
      second.names().filter((name) => name !== 'pollJob'),
      ['collectJob', 'cleanUp', 'publishScore'],
    );
  });

  it('is one workflow however often it is started', async () => {
    const runControl = createTemporalRunControl(temporal.client);
    const { runId } = await start();
    const handle = temporal.client.workflow.getHandle(runWorkflowId(runId));
    const before = await handle.describe();
    await runControl.start(randomUUID(), runId);
    assert.equal((await handle.describe()).runId, before.runId);
    const script = scriptActivities();
    const worker = await temporal.startWorker(script.activities);
    await handle.result();
    await worker.stop();
    assert.equal(script.inputsOf('prepareSource').length, 1);
  });

  it('hears by a signal of its job, long before the next poll', async () => {
    let hasEnded = false;
    const script = scriptActivities({
      startJob: ({ jobId }) => Promise.resolve({ jobId, pollIntervalMs: 3_600_000, left: 1 }),
      pollJob: (input) => Promise.resolve({ hasEnded: hasEnded || isShard(input) }),
    });
    const worker = await temporal.startWorker(script.activities);
    const { runId, result } = await start();
    await waitUntil(() => script.inputsOf('pollJob').length === 1);
    hasEnded = true;
    const [job] = script.inputsOf('startJob') as { jobId: string }[];
    await createTemporalRunControl(temporal.client).signalJobChanged(baselineWorkflowId(runId), job?.jobId ?? '');
    await result();
    await worker.stop();
    assert.equal(script.names().at(-1), 'publishScore');
  });

  it('is left alone when it is unknown or has ended', async () => {
    const runControl = createTemporalRunControl(temporal.client);
    await runControl.cancel(randomUUID(), randomUUID());
    await runControl.signalJobChanged('run-that-never-was', randomUUID());
    const worker = await temporal.startWorker(scriptActivities().activities);
    const { runId, result } = await start();
    await result();
    await runControl.cancel(randomUUID(), runId);
    await worker.stop();
    const { status } = await temporal.client.workflow.getHandle(runWorkflowId(runId)).describe();
    assert.equal(status.name, 'COMPLETED');
  });
});
