import assert from 'node:assert/strict';
import pino from 'pino';
import { createJobListener } from '../../../service/activities/record-live.ts';
import type { RunControl } from '../../../service/run-control.ts';
import type { Database } from '../../../service/storage/store.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { createScene, createSelectedScene, openTestDatabase, startSceneJob } from '../../helpers/activity-scene.ts';
import { createResult } from '../../helpers/create-mutant.ts';

function createSignals(): { signals: string[]; runControl: RunControl } {
  const signals: string[] = [];
  const runControl: RunControl = {
    start: () => Promise.resolve(),
    cancel: () => Promise.resolve(),
    considerPullRequest: () => Promise.resolve(),
    signalJobChanged: (workflowId, jobId) => {
      signals.push(`${workflowId} ${jobId}`);
      return Promise.resolve();
    },
  };
  return { signals, runControl };
}

describe('createJobListener', () => {
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    ({ database, close } = await openTestDatabase());
  });
  after(() => close());

  const createListener = (runControl: RunControl = createSignals().runControl) =>
    createJobListener({ database, runControl, logger: pino({ level: 'silent' }) });

  it('stores results in the order in which they came, each once', async () => {
    const scene = await createSelectedScene(database);
    const jobId = await startSceneJob(scene, 0);
    const pending = await scene.store.listStoredMutants(scene.reference.runId, { pendingInShard: 0 });
    const ids = pending.map(({ mutant }) => mutant.id).reverse();
    const listener = createListener();
    const records = [...ids, ...ids].map((mutantId): RunnerRecord => ({
      type: 'result',
      result: createResult({ mutantId }),
    }));
    await Promise.all(records.map((record) => listener.onRecord(jobId, record)));
    const finished = (await scene.events()).flatMap((event) =>
      event.type === 'mutant-finished' ? [event.mutant.id] : [],
    );
    assert.deepEqual(finished, ids);
  });

  it('shows how far the baseline has come', async () => {
    const scene = await createScene(database);
    const jobId = await startSceneJob(scene);
    await createListener().onRecord(jobId, { type: 'collected', tests: 12 });
    assert.deepEqual((await scene.events()).at(-1), { type: 'baseline-progress', finished: 0, total: 12 });
  });

  it('passes over records of an unknown job', async () => {
    await createListener().onRecord(crypto.randomUUID(), { type: 'collected', tests: 1 });
  });

  it('tells the workflow that waits for the job', async () => {
    const scene = await createScene(database);
    const jobId = await startSceneJob(scene);
    const { signals, runControl } = createSignals();
    await createListener(runControl).onChange(jobId);
    assert.deepEqual(signals, [`run-${scene.reference.runId} ${jobId}`]);
  });

  it('is not disturbed by a signal that cannot be sent, for the workflow polls', async () => {
    const scene = await createScene(database);
    const jobId = await startSceneJob(scene);
    const runControl = {
      ...createSignals().runControl,
      signalJobChanged: () => Promise.reject(new Error('unavailable')),
    };
    await createListener(runControl).onChange(jobId);
  });

  it('adds a notice to a run that is open', async () => {
    const scene = await createScene(database);
    await createListener().onNotice(scene.reference.runId, 'Installing pytest …');
    assert.deepEqual((await scene.events()).at(-1), { type: 'notice', level: 'info', message: 'Installing pytest …' });
  });
});
