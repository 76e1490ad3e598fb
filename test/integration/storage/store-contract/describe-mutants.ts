import assert from 'node:assert/strict';
import type { Mutant } from '../../../../shared/mutant.ts';
import type { MeasuredMutant } from '../../../../shared/mutant-result.ts';
import { countStatuses, emptyMutantCounts } from '../../../../shared/mutation-score.ts';
import { createEvidence, createMutant, createMutants, createResult } from '../../../helpers/create-mutant.ts';
import { listAllEvents, savePending, type StoreScene } from './store-scene.ts';

const SUMMARY = { enumerated: 4, suppressed: 1, selected: 3, noCoverage: 1 };

export function describeMutants(scene: StoreScene): void {
  it('saveMutants keeps every field of a mutant and adds none twice', async () => {
    const { store, run } = await scene.newRun();
    const pending = createMutant({
      original: 'naïve 🐛\r\n',
      replacement: '',
      functionName: '',
      static: true,
      byteRange: [7, 20],
      confinedTo: { kind: 'default', lines: [3, 4] },
    });
    const ignored = createMutant({ id: 'f'.repeat(16), path: 'z/last.py' });
    const mutants = [
      { mutant: pending, status: 'Pending' },
      { mutant: ignored, status: 'Ignored', statusReason: 'log call' },
    ] as const;
    await store.saveMutants(run.id, mutants);
    await store.saveMutants(run.id, mutants);
    assert.deepEqual(await store.listStoredMutants(run.id), [
      { mutant: pending, status: 'Pending', coveredBy: [] },
      { mutant: ignored, status: 'Ignored', statusReason: 'log call', coveredBy: [] },
    ]);
    assert.deepEqual((await store.findRun(run.id))?.counts, { ...emptyMutantCounts(), Pending: 1, Ignored: 1 });
    assert.equal((await listAllEvents(store, run.id)).length, 1);
  });

  it('listMutants pages through all mutants in path and source order, each once', async () => {
    const { store, run } = await scene.newRun();
    const paths = ['b.py', 'B.py', 'a/c.py', 'a.py', 'a-b.py'];
    const mutants = createMutants(50).map((mutant, index) => ({ ...mutant, path: paths[index % 5] ?? '' }));
    await savePending(store, run.id, mutants.toReversed());
    const expected = mutants.toSorted(
      (left, right) => compare(left.path, right.path) || left.byteRange[0] - right.byteRange[0],
    );
    assert.deepEqual(
      (await store.listStoredMutants(run.id)).map(({ mutant }) => mutant),
      expected,
    );
    const listed: MeasuredMutant[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listMutants(run.id, { limit: 7, cursor });
      assert.ok(page.items.length === 7 || page.nextCursor === undefined);
      listed.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(
      listed,
      expected.map((mutant) => ({ ...mutant, status: 'Pending', killedBy: [] })),
    );
  });

  it('listMutants filters by status and by path', async () => {
    const { store, run } = await scene.newRun();
    const [first, second, third] = [
      createMutants(1, { path: 'a.py' }),
      createMutants(3, { path: 'a.py' }).slice(1),
      createMutants(5, { path: 'b.py' }).slice(3),
    ];
    await savePending(store, run.id, [...first, ...second, ...third]);
    await store.recordResults(
      run.id,
      [...first, ...third].map(({ id }) => createResult({ mutantId: id })),
    );
    const ids = async (filter: { status?: 'Survived' | 'Flaky'; path?: string }) =>
      (await store.listMutants(run.id, { limit: 10, ...filter })).items.map(({ id }) => id);
    assert.deepEqual(
      await ids({ status: 'Survived' }),
      [...first, ...third].map(({ id }) => id),
    );
    assert.deepEqual(
      await ids({ path: 'a.py' }),
      [...first, ...second].map(({ id }) => id),
    );
    assert.deepEqual(
      await ids({ status: 'Survived', path: 'b.py' }),
      third.map(({ id }) => id),
    );
    assert.deepEqual(await ids({ status: 'Flaky' }), []);
    assert.deepEqual(await ids({ path: 'a\0.py' }), []);
  });

  it('saveSelection writes each fate, the events of NoCoverage and the summary, once', async () => {
    const { store, run } = await scene.newRun();
    const [shard0, shard1, uncovered, dropped] = createMutants(4) as [Mutant, Mutant, Mutant, Mutant];
    await savePending(store, run.id, [shard0, shard1, uncovered, dropped]);
    const selected = [
      { mutantId: shard0.id, status: 'Pending', shardIndex: 0, coveredBy: [3, 1] },
      { mutantId: shard1.id, status: 'Pending', shardIndex: 1, coveredBy: [2] },
      { mutantId: uncovered.id, status: 'NoCoverage', coveredBy: [] },
      { mutantId: dropped.id, status: 'Ignored', statusReason: 'not selected', coveredBy: [0] },
    ] as const;
    await store.saveSelection(run.id, selected, SUMMARY);
    await store.recordResults(run.id, [createResult({ mutantId: shard1.id })]);
    await store.saveSelection(run.id, selected, SUMMARY);
    const stored = await store.listStoredMutants(run.id);
    assert.deepEqual(
      stored.map(({ status, shardIndex, coveredBy }) => [status, shardIndex, coveredBy]),
      [
        ['Pending', 0, [3, 1]],
        ['Survived', 1, [2]],
        ['NoCoverage', undefined, []],
        ['Ignored', undefined, [0]],
      ],
    );
    assert.deepEqual(
      (await store.listStoredMutants(run.id, { pendingInShard: 0 })).map(({ mutant }) => mutant),
      [shard0],
    );
    assert.deepEqual(await store.listStoredMutants(run.id, { pendingInShard: 1 }), []);
    assert.deepEqual(await store.listShardSizes(run.id), [
      { shardIndex: 0, mutants: 1 },
      { shardIndex: 1, mutants: 1 },
    ]);
    assert.deepEqual(await (await scene.newStore()).listShardSizes(run.id), []);
    const after = await store.findRun(run.id);
    assert.deepEqual(after?.selection, SUMMARY);
    assert.deepEqual(after.counts, countStatuses(stored.map(({ status }) => status)));
    const payloads = (await listAllEvents(store, run.id)).map(({ payload }) => payload);
    assert.deepEqual(payloads.slice(1), [
      { type: 'mutants-selected', selection: SUMMARY },
      { type: 'mutant-finished', mutant: { ...uncovered, status: 'NoCoverage', killedBy: [] } },
      { type: 'mutant-finished', mutant: { ...shard1, status: 'Survived', killedBy: [] } },
    ]);
  });

  it('findMutant gives a mutant with its result, and undefined for an unknown one', async () => {
    const { store, run } = await scene.newRun();
    const mutant = createMutant();
    await savePending(store, run.id, [mutant]);
    const killingTest = {
      id: 'test_a.py::test',
      exception: 'AssertionError',
      message: 'assert 1 == 2',
      phase: 'call',
      line: 3,
    } as const;
    const output = { head: 'a', tail: 'b', omittedBytes: 12 };
    const evidence = createEvidence({ killingTest, output });
    const result = createResult({
      status: 'Killed',
      statusReason: 'why',
      killedBy: ['test_a.py::test', '{"x"}, \\'],
      evidence,
    });
    await store.recordResults(run.id, [result]);
    const stored = { mutant, status: 'Killed', statusReason: 'why', coveredBy: [], result };
    assert.deepEqual(await store.findMutant(run.id, mutant.id), stored);
    assert.equal(await store.findMutant(run.id, 'e'.repeat(16)), undefined);
    assert.equal(await store.findMutant('no id', mutant.id), undefined);
  });
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
