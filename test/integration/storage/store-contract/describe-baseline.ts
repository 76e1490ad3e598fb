import assert from 'node:assert/strict';
import type { StoredTest } from '../../../../service/storage/store.ts';
import { countTo, type StoreScene } from './store-scene.ts';

const createTest = (index: number): StoredTest => ({
  index,
  id: `tests/test_${String(index)}.py::test[${String(index)}]`,
  cpuMs: 0.1 + index,
  wallMs: 0.3 + index,
  isFlaky: index % 2 === 0,
  lines: {
    'src/a.py': [
      [1, 3],
      [7, 7],
    ],
    'src/b.py': [],
  },
});

export function describeBaseline(scene: StoreScene): void {
  it('saveSources keeps the text as it is, by path, and each path once', async () => {
    const { store, run } = await scene.newRun();
    const longPath = Array.from({ length: 4000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join('');
    const sources = [
      { path: 'b.py', text: 'x = "naïve 🐛"\r\n\ty = 1\f', sha256: 'b'.repeat(64) },
      { path: 'a.py', text: '', sha256: 'a'.repeat(64) },
      { path: longPath, text: 'z', sha256: 'c'.repeat(64) },
    ];
    await store.saveSources(run.id, sources);
    await store.saveSources(
      run.id,
      sources.map((source) => ({ ...source, text: 'other' })),
    );
    assert.deepEqual(await store.listSources(run.id), [sources[1], sources[0], sources[2]]);
    assert.deepEqual(await store.findSource(run.id, longPath), sources[2]);
    assert.equal(await store.findSource(run.id, 'c.py'), undefined);
  });

  it('saveBaseline replaces the tests and the lines executed at import', async () => {
    const { store, run } = await scene.newRun();
    assert.deepEqual(await store.findImportLines(run.id), {});
    await store.saveBaseline(run.id, countTo(5).map(createTest), { 'old.py': [[1, 1]] });
    const tests = [createTest(2), createTest(0), createTest(1)];
    await store.saveBaseline(run.id, tests, { 'src/a.py': [[1, 2]] });
    assert.deepEqual(await store.listTests(run.id), [createTest(0), createTest(1), createTest(2)]);
    assert.deepEqual(await store.findImportLines(run.id), { 'src/a.py': [[1, 2]] });
  });

  it('saveBaseline keeps which functions were entered, where that is known', async () => {
    const { store, run } = await scene.newRun();
    assert.equal(await store.findImportEntered(run.id), undefined);
    const tests = [{ ...createTest(0), entered: { 'src/a.py': [[3, 3] as [number, number]] } }, createTest(1)];
    await store.saveBaseline(run.id, tests, {}, { 'src/a.py': [[1, 2]] });
    assert.deepEqual(await store.listTests(run.id), tests);
    assert.deepEqual(await store.findImportEntered(run.id), { 'src/a.py': [[1, 2]] });
    await store.saveBaseline(run.id, [], {});
    assert.equal(await store.findImportEntered(run.id), undefined);
  });

  it('saveBaseline keeps one whole baseline when two are saved at the same time', async () => {
    const { store, run } = await scene.newRun();
    const stores = scene.databases().map((database) => database.storeOf(store.organisationId));
    const tests = countTo(2500).map((number) => createTest(number - 1));
    await Promise.all([...stores, ...stores].map((saving) => saving.saveBaseline(run.id, tests, {})));
    assert.deepEqual(await store.listTests(run.id), tests);
  });
}
