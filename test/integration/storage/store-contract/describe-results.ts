import assert from 'node:assert/strict';
import { countStatuses, emptyMutantCounts } from '../../../../shared/mutation-score.ts';
import { createMutant, createMutants, createResult } from '../../../helpers/create-mutant.ts';
import { countTo, listAllEvents, savePending, type StoreScene } from './store-scene.ts';

export function describeResults(scene: StoreScene): void {
  it('recordResults writes results with their events in the order given, and passes over unknown mutants', async () => {
    const { store, run } = await scene.newRun();
    const mutants = createMutants(3);
    await savePending(store, run.id, mutants);
    const results = mutants
      .toReversed()
      .map(({ id }) => createResult({ mutantId: id, status: 'Killed', killedBy: ['test'] }));
    assert.equal(await store.recordResults(run.id, [createResult({ mutantId: 'e'.repeat(16) }), ...results]), 3);
    const payloads = (await listAllEvents(store, run.id)).slice(1).map(({ payload }) => payload);
    assert.deepEqual(
      payloads,
      mutants.toReversed().map((mutant) => ({
        type: 'mutant-finished',
        mutant: { ...mutant, status: 'Killed', killedBy: ['test'] },
      })),
    );
  });

  it('recordResults with a shard passes over the mutants of others, because a job may only report its own', async () => {
    const { store, run } = await scene.newRun();
    const [own, foreign] = createMutants(2);
    assert.ok(own && foreign);
    await savePending(store, run.id, [own, foreign]);
    const selected = [own, foreign].map(({ id: mutantId }, shardIndex) => ({
      mutantId,
      status: 'Pending' as const,
      shardIndex,
      coveredBy: [],
    }));
    await store.saveSelection(run.id, selected, { enumerated: 2, suppressed: 0, selected: 2, noCoverage: 0 });
    const results = [own, foreign].map(({ id }) => createResult({ mutantId: id }));
    assert.equal(await store.recordResults(run.id, results, 0), 1);
    assert.equal((await store.findMutant(run.id, foreign.id))?.status, 'Pending');
    assert.equal(await store.recordResults(run.id, results), 1);
  });

  it('recordResults keeps the first result of a mutant and tells no event of another', async () => {
    const { store, run } = await scene.newRun();
    const mutant = createMutant();
    await savePending(store, run.id, [mutant]);
    const pending = createResult({ status: 'Pending' });
    const survived = createResult();
    const killed = createResult({ status: 'Killed' });
    assert.equal(await store.recordResults(run.id, [pending]), 0);
    assert.equal(await store.recordResults(run.id, [survived, killed]), 1);
    assert.equal(await store.recordResults(run.id, [killed]), 0);
    assert.equal(await store.recordResults(run.id, []), 0);
    assert.deepEqual((await store.findMutant(run.id, mutant.id))?.result, survived);
    assert.deepEqual((await store.findRun(run.id))?.counts, { ...emptyMutantCounts(), Survived: 1 });
    assert.equal((await listAllEvents(store, run.id)).length, 2);
  });

  it('recordResults measures no mutant that was ignored, and none of a run that has ended', async () => {
    const { store, run } = await scene.newRun();
    const [ignored, pending] = createMutants(2);
    assert.ok(ignored && pending);
    await store.saveMutants(run.id, [
      { mutant: ignored, status: 'Ignored' },
      { mutant: pending, status: 'Pending' },
    ]);
    assert.equal(await store.recordResults(run.id, [createResult({ mutantId: ignored.id })]), 0);
    await store.updateRun(run.id, { status: 'Cancelled' }, [{ type: 'run-cancelled' }]);
    assert.equal(await store.recordResults(run.id, [createResult({ mutantId: pending.id })]), 0);
    await savePending(store, run.id, [createMutant()]);
    assert.equal((await store.listStoredMutants(run.id)).length, 2);
    assert.equal((await listAllEvents(store, run.id)).length, 2);
  });

  it('recordResults keeps nothing twice when many report the same results at the same time', async () => {
    const { store, run } = await scene.newRun();
    const mutants = createMutants(100);
    await savePending(store, run.id, mutants);
    const stores = scene.databases().map((database) => database.storeOf(store.organisationId));
    const results = mutants.map(({ id }, index) =>
      createResult({ mutantId: id, status: index % 3 === 0 ? 'Killed' : 'Survived' }),
    );
    const reports = countTo(8).map(async (reporter) => {
      const reporting = stores[reporter % 2] ?? store;
      let recorded = 0;
      for (let start = 0; start < 100; start += 25)
        recorded += await reporting.recordResults(run.id, results.slice(start, start + 25));
      return recorded;
    });
    const recorded = await Promise.all(reports);
    assert.equal(
      recorded.reduce((sum, count) => sum + count),
      100,
    );
    const events = await listAllEvents(store, run.id);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      countTo(101),
    );
    const finished = events.flatMap(({ payload }) => (payload.type === 'mutant-finished' ? [payload.mutant] : []));
    assert.deepEqual(
      finished.map(({ id }) => id).sort(),
      mutants.map(({ id }) => id),
    );
    assert.deepEqual((await store.findRun(run.id))?.counts, countStatuses(finished.map(({ status }) => status)));
  });

  it('recordResults, saveMutants and saveSelection cope with ten thousand mutants', async () => {
    const { store, run } = await scene.newRun();
    const mutants = createMutants(10_000);
    await savePending(store, run.id, mutants);
    const selected = mutants.map(
      ({ id }, index) => ({ mutantId: id, status: 'Pending', shardIndex: index % 20, coveredBy: [1, 2, 3] }) as const,
    );
    await store.saveSelection(run.id, selected, { enumerated: 10_000, suppressed: 0, selected: 10_000, noCoverage: 0 });
    for (let start = 0; start < 10_000; start += 2000) {
      const results = mutants.slice(start, start + 2000).map(({ id }) => createResult({ mutantId: id }));
      assert.equal(await store.recordResults(run.id, results), 2000);
    }
    assert.deepEqual((await store.findRun(run.id))?.counts, { ...emptyMutantCounts(), Survived: 10_000 });
    assert.equal((await store.listEvents(run.id, 10_000, 500)).at(-1)?.sequence, 10_002);
  }).timeout(120_000);
}
