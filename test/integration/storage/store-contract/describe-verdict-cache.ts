import assert from 'node:assert/strict';
import type { MutantResult } from '../../../../shared/mutant-result.ts';
import type { Store } from '../../../../service/storage/store.ts';
import { createEvidence, createMutant, createResult } from '../../../helpers/create-mutant.ts';
import { listAllEvents, registerRepository, savePending, type StoreScene } from './store-scene.ts';

const surroundings = { projectKey: 'a key', files: new Map([['calculator.py', 'abc']]) };
const result = createResult({ evidence: createEvidence({ reusedFrom: '0d9b7c2a-8a3f-4f59-b0f2-5f4f3f1c2e22' }) });

/** As `findVerdicts` gives it, which knows no mutants. */
const verdictOf = ({ status, statusReason, killedBy, evidence }: MutantResult) => ({
  status,
  killedBy,
  evidence,
  ...(statusReason !== undefined && { statusReason }),
});

const newRun = async (store: Store, repositoryId: string) =>
  (await store.createRun({ repositoryId, settings: {} }, undefined)).run;

export function describeVerdictCache(scene: StoreScene): void {
  it('saveSurroundings keeps files, and dependencies once they are known; new surroundings take their place', async () => {
    const { store, run } = await scene.newRun();
    assert.equal(await store.findSurroundings(run.id), undefined);
    await store.saveSurroundings(run.id, surroundings);
    assert.deepEqual(await store.findSurroundings(run.id), surroundings);
    const dependencies = {
      type: 'dependencies' as const,
      environment: 'e'.repeat(64),
      collection: 'c'.repeat(64),
      files: [['calculator.py', null] as [string, null]],
      shared: { files: [0], isUnbounded: false },
      modules: [{ files: [0], isUnbounded: true }],
      tests: { 'test_calculator.py::test_add': 0 },
    };
    await store.saveSurroundings(run.id, { ...surroundings, dependencies });
    assert.deepEqual(await store.findSurroundings(run.id), { ...surroundings, dependencies });
    await store.saveSurroundings(run.id, surroundings);
    assert.deepEqual(await store.findSurroundings(run.id), surroundings);
  });

  it('findKnownBaseline gives the newest run of the repository that keepForReuse was called for', async () => {
    const { store, run } = await scene.newRun();
    const later = await newRun(store, run.repositoryId);
    for (const { id } of [run, later]) await store.saveSurroundings(id, surroundings);
    assert.equal(await store.findKnownBaseline(run.repositoryId, 'a key'), undefined);
    await store.keepForReuse(run.id, []);
    assert.equal(await store.findKnownBaseline(run.repositoryId, 'a key'), run.id);
    await store.keepForReuse(later.id, []);
    assert.equal(await store.findKnownBaseline(run.repositoryId, 'a key'), later.id);
    assert.equal(await store.findKnownBaseline(run.repositoryId, 'another key'), undefined);
    const other = await registerRepository(store, '/projects/other');
    assert.equal(await store.findKnownBaseline(other.id, 'a key'), undefined);
  });

  it('keepForReuse replaces a verdict of the same key, and drops one that the run contradicts', async () => {
    const { store, run } = await scene.newRun();
    const find = () => store.findVerdicts(run.repositoryId, ['k', 'unknown']);
    await store.keepForReuse(run.id, [{ key: 'k', result }]);
    assert.deepEqual(await find(), new Map([['k', verdictOf(result)]]));
    const killed = {
      ...result,
      status: 'Killed' as const,
      statusReason: 'It says so.',
      killedBy: ['test_a.py::test_a'],
    };
    await store.keepForReuse(run.id, [{ key: 'k', result: killed }]);
    assert.deepEqual(await find(), new Map([['k', verdictOf(killed)]]));
    await store.keepForReuse(run.id, [{ key: 'k' }]);
    assert.deepEqual(await find(), new Map());
  });

  it('keepForReuse drops what none of the newest 20 runs has used', async () => {
    const { store, run } = await scene.newRun();
    await store.saveSurroundings(run.id, surroundings);
    await store.keepForReuse(run.id, [
      { key: 'used', result },
      { key: 'unused', result },
    ]);
    let newest = run;
    for (let count = 0; count < 20; count += 1) newest = await newRun(store, run.repositoryId);
    await store.keepForReuse(newest.id, [{ key: 'used', result }]);
    assert.deepEqual([...(await store.findVerdicts(run.repositoryId, ['used', 'unused'])).keys()], ['used']);
    assert.equal(await store.findSurroundings(run.id), undefined);
  });

  it('findVerdicts sees neither another repository nor another organisation', async () => {
    const { store, run } = await scene.newRun();
    await store.keepForReuse(run.id, [{ key: 'k', result }]);
    const other = await registerRepository(store, '/projects/other');
    assert.equal((await store.findVerdicts(other.id, ['k'])).size, 0);
    const stranger = await scene.newStore();
    assert.equal((await stranger.findVerdicts(run.repositoryId, ['k'])).size, 0);
    assert.equal(await stranger.findSurroundings(run.id), undefined);
    await assert.rejects(stranger.saveSurroundings(run.id, surroundings), { code: 'not-found' });
    await assert.rejects(stranger.keepForReuse(run.id, []), { code: 'not-found' });
  });

  it('saveSelection stores a reused result with its event and counts it, all at once', async () => {
    const { store, run } = await scene.newRun();
    await savePending(store, run.id, [createMutant()]);
    const fate = { mutantId: result.mutantId, status: 'Pending' as const, coveredBy: [1] };
    const summary = { enumerated: 1, suppressed: 0, selected: 1, noCoverage: 0, reused: 1 };
    await store.saveSelection(run.id, [{ ...fate, reused: result }], summary);
    const [stored] = await store.listStoredMutants(run.id);
    assert.deepEqual(stored?.result, result);
    assert.deepEqual(stored.coveredBy, [1]);
    const changed = await store.findRun(run.id);
    assert.equal(changed?.counts.Survived, 1);
    assert.equal(changed.counts.Pending, 0);
    assert.deepEqual(changed.selection, summary);
    const types = (await listAllEvents(store, run.id)).map(({ payload }) => payload.type);
    assert.deepEqual(types, ['run-queued', 'mutants-selected', 'mutant-finished']);
  });
}
