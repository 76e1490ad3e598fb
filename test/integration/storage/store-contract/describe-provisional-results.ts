import assert from 'node:assert/strict';
import { emptyMutantCounts } from '../../../../shared/mutation-score.ts';
import { createMutants, createResult } from '../../../helpers/create-mutant.ts';
import { listAllEvents, type StoreScene } from './store-scene.ts';

/** Results that others than the job could have sent. */
export function describeProvisionalResults(scene: StoreScene): void {
  /** Two shards with two mutants each. */
  async function start() {
    const { store, run } = await scene.newRun();
    const mutants = createMutants(4);
    await store.saveMutants(
      run.id,
      mutants.map((mutant) => ({ mutant, status: 'Pending' as const })),
    );
    const selected = mutants.map(({ id: mutantId }, index) => ({
      mutantId,
      status: 'Pending' as const,
      shardIndex: Math.floor(index / 2),
      coveredBy: [],
    }));
    await store.saveSelection(run.id, selected, { enumerated: 4, suppressed: 0, selected: 4, noCoverage: 0 });
    const ids = mutants.map(({ id }) => id) as [string, string, string, string];
    const told = async () =>
      (await listAllEvents(store, run.id)).flatMap(({ payload }) =>
        payload.type === 'mutant-finished'
          ? [[payload.mutant.id, payload.mutant.status, ...(payload.replaces === undefined ? [] : [payload.replaces])]]
          : [],
      );
    const counts = async () => (await store.findRun(run.id))?.counts;
    const pending = async (shard: number) =>
      (await store.listStoredMutants(run.id, { pendingInShard: shard })).map(({ mutant }) => mutant.id);
    return { store, runId: run.id, ids, told, counts, pending };
  }
  const survived = (mutantId: string) => createResult({ mutantId, status: 'Survived' });
  const killed = (mutantId: string) => createResult({ mutantId, status: 'Killed', killedBy: ['test'] });

  it('recordResults shows provisional results, which are still to be measured', async () => {
    const { store, runId, ids, told, counts, pending } = await start();
    assert.equal(await store.recordResults(runId, [survived(ids[0])], 0, 'provisional'), 1);
    assert.deepEqual(await told(), [[ids[0], 'Survived']]);
    assert.deepEqual(await counts(), { ...emptyMutantCounts(), Survived: 1, Pending: 3 });
    assert.deepEqual(await pending(0), [ids[0], ids[1]]);
  });

  it('recordResults puts the result of a report in the place of a provisional one, and tells only what is news', async () => {
    const { store, runId, ids, told, counts, pending } = await start();
    const [first, second] = ids;
    await store.recordResults(runId, [survived(first), killed(second)], 0, 'provisional');
    assert.equal(await store.recordResults(runId, [killed(first), killed(second)], 0), 2);
    assert.deepEqual(await told(), [
      [first, 'Survived'],
      [second, 'Killed'],
      [first, 'Killed', 'Survived'],
    ]);
    assert.deepEqual(await counts(), { ...emptyMutantCounts(), Killed: 2, Pending: 2 });
    assert.deepEqual((await store.findMutant(runId, first))?.result, killed(first));
    assert.deepEqual(await pending(0), []);
  });

  it('recordResults lets a provisional result take the place of nothing, not even of another', async () => {
    const { store, runId, ids, told } = await start();
    const [first, second, foreign] = ids;
    await store.recordResults(runId, [killed(first)], 0);
    assert.equal(await store.recordResults(runId, [survived(first)], 0, 'provisional'), 0);
    await store.recordResults(runId, [survived(second)], 0, 'provisional');
    assert.equal(await store.recordResults(runId, [killed(second)], 0, 'provisional'), 0);
    assert.equal(await store.recordResults(runId, [killed(foreign)], 0, 'provisional'), 0, 'of another shard');
    assert.deepEqual(await told(), [
      [first, 'Killed'],
      [second, 'Survived'],
    ]);
  });

  it('dropProvisionalResults makes mutants pending again, of a shard or of the run, and says so once', async () => {
    const { store, runId, ids, told, counts } = await start();
    const [first, second, third] = ids;
    await store.recordResults(runId, [killed(first)], 0);
    await store.recordResults(runId, [survived(second)], 0, 'provisional');
    await store.recordResults(runId, [survived(third)], 1, 'provisional');
    for (const times of [1, 2]) {
      await store.dropProvisionalResults(runId, 0);
      const dropped = (await told()).filter(([id]) => id === second);
      assert.deepEqual(dropped, [
        [second, 'Survived'],
        [second, 'Pending', 'Survived'],
      ]);
      assert.deepEqual(await counts(), { ...emptyMutantCounts(), Killed: 1, Survived: 1, Pending: 2 }, `${times}`);
    }
    assert.equal((await store.findMutant(runId, second))?.result, undefined);
    await store.dropProvisionalResults(runId);
    assert.deepEqual(await counts(), { ...emptyMutantCounts(), Killed: 1, Pending: 3 });
    assert.equal(await store.recordResults(runId, [killed(second)], 0), 1);
    assert.deepEqual((await told()).at(-1), [second, 'Killed']);
  });
}
