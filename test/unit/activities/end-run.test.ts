import assert from 'node:assert/strict';
import { cancelRun, failRun, publishScore } from '../../../service/activities/end-run.ts';
import { giveUpShard } from '../../../service/activities/give-up-shard.ts';
import type { Database } from '../../../service/storage/store.ts';
import {
  createScene,
  createSelectedScene,
  openTestDatabase,
  type ActivityScene,
} from '../../helpers/activity-scene.ts';
import { createResult } from '../../helpers/create-mutant.ts';

describe('activities at the end of a run', () => {
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    ({ database, close } = await openTestDatabase());
  });
  after(() => close());

  const killAll = async ({ store, reference: { runId } }: ActivityScene): Promise<number> => {
    const pending = await store.listStoredMutants(runId, { pendingInShard: 0 });
    await store.recordResults(
      runId,
      pending.map(({ mutant }) => createResult({ mutantId: mutant.id, status: 'Killed' })),
    );
    return pending.length;
  };
  const runOf = ({ store, reference }: ActivityScene) => store.findRun(reference.runId);

  it('publishScore completes the run with its score', async () => {
    const scene = await createSelectedScene(database);
    const killed = await killAll(scene);
    await publishScore(scene.deps, scene.reference);
    const run = await runOf(scene);
    assert.deepEqual([run?.status, run?.score?.score, run?.score?.detected], ['Completed', 1, killed]);
    assert.equal(run?.endedAt, '2026-11-22T10:00:00.000Z');
    assert.equal((await scene.events()).at(-1)?.type, 'run-completed');
  });

  it('publishScore gives the confidence interval of a sample, and only of a sample', async () => {
    const scenes = await Promise.all([
      createSelectedScene(database, { request: { settings: { 'max-mutants': 1 } } }),
      createSelectedScene(database),
    ]);
    for (const scene of scenes) {
      await killAll(scene);
      await publishScore(scene.deps, scene.reference);
    }
    const intervals = await Promise.all(scenes.map(async (scene) => (await runOf(scene))?.score?.confidenceInterval));
    assert.deepEqual(
      intervals.map((interval) => interval !== undefined),
      [true, false],
    );
  });

  it('publishScore says everything once, although it is repeated', async () => {
    const scene = await createSelectedScene(database);
    await publishScore(scene.deps, scene.reference);
    const events = await scene.events();
    await publishScore(scene.deps, scene.reference);
    assert.deepEqual(await scene.events(), events);
  });

  it('giveUpShard leaves no mutant pending, names the reason and has the score withheld', async () => {
    const scene = await createSelectedScene(database);
    await giveUpShard(scene.deps, { ...scene.reference, shardIndex: 0, reason: 'Killed thrice.' });
    await publishScore(scene.deps, scene.reference);
    const mutants = await scene.store.listStoredMutants(scene.reference.runId);
    assert.ok(mutants.length > 0 && mutants.every(({ status }) => status === 'RuntimeError'));
    assert.equal(mutants[0]?.statusReason, 'No job finished this mutant. Killed thrice.');
    const score = (await runOf(scene))?.score;
    assert.equal(score?.score, undefined);
    assert.ok(score?.withheld.includes('shard-missing'));
  });

  it('giveUpShard changes nothing where every mutant has a result', async () => {
    const scene = await createSelectedScene(database);
    await killAll(scene);
    await giveUpShard(scene.deps, { ...scene.reference, shardIndex: 0, reason: 'Killed thrice.' });
    assert.deepEqual(await scene.store.listWithheldReasons(scene.reference.runId), []);
  });

  it('failRun gives an error of the catalogue its text and next step', async () => {
    const scene = await createScene(database);
    await failRun(scene.deps, { ...scene.reference, code: 'baseline-failed', message: 'test_a fails' });
    const run = await runOf(scene);
    assert.deepEqual(
      [run?.status, run?.problem?.code, run?.problem?.detail],
      ['Failed', 'baseline-failed', 'test_a fails'],
    );
    assert.ok(run?.score?.withheld.includes('baseline-failed'));
  });

  it('failRun keeps the text of an unforeseen error to itself', async () => {
    const scene = await createScene(database);
    await failRun(scene.deps, { ...scene.reference, code: 'TypeError', message: 'password hunter2 of undefined' });
    const problem = (await runOf(scene))?.problem;
    assert.equal(problem?.code, 'internal');
    assert.doesNotMatch(JSON.stringify([problem, await scene.events()]), /hunter2/);
  });

  it('cancelRun keeps the results there are and withholds the score', async () => {
    const scene = await createSelectedScene(database);
    const killed = await killAll(scene);
    await cancelRun(scene.deps, scene.reference);
    const run = await runOf(scene);
    assert.deepEqual([run?.status, run?.counts.Killed], ['Cancelled', killed]);
    assert.deepEqual([run?.score?.score, run?.score?.withheld], [undefined, ['run-incomplete']]);
  });

  it('no end of a run counts a result that no report has confirmed', async () => {
    for (const end of [cancelRun, publishScore]) {
      const scene = await createSelectedScene(database);
      const { store, reference } = scene;
      const pending = await store.listStoredMutants(reference.runId, { pendingInShard: 0 });
      const results = pending.map(({ mutant }) => createResult({ mutantId: mutant.id, status: 'Killed' }));
      await store.recordResults(reference.runId, results, 0, 'provisional');
      await end(scene.deps, reference);
      const run = await runOf(scene);
      assert.deepEqual([run?.counts.Killed, run?.counts.Pending], [0, pending.length]);
      assert.equal(run?.score?.score, undefined);
    }
  });

  it('cancelRun leaves a run alone that has ended', async () => {
    const scene = await createSelectedScene(database);
    await publishScore(scene.deps, scene.reference);
    await cancelRun(scene.deps, scene.reference);
    assert.equal((await runOf(scene))?.status, 'Completed');
  });
});
