import assert from 'node:assert/strict';
import type { UnmutatedStatement } from '../../../../shared/unmutated-statement.ts';
import type { StoreScene } from './store-scene.ts';

const IMPORTS = 'Imports are not mutated.';
const OTHER = 'No mutator has a change for it.';

/** Two statements of one line and reason are two statements. */
const statementsOf = (path: string): UnmutatedStatement[] => [
  { path, line: 1, reason: IMPORTS },
  { path, line: 1, reason: IMPORTS },
  { path, line: 12, reason: OTHER },
];

export function describeUnmutated(scene: StoreScene): void {
  it('saveUnmutatedStatements adds none twice, and keeps two on one line apart', async () => {
    const { store, run } = await scene.newRun();
    await store.saveUnmutatedStatements(run.id, statementsOf('b.py'));
    await store.saveUnmutatedStatements(run.id, statementsOf('b.py'));
    await store.saveUnmutatedStatements(run.id, []);
    assert.deepEqual(await store.listUnmutatedStatements(run.id, { limit: 10 }), { items: statementsOf('b.py') });
  });

  it('listUnmutatedStatements pages through all in path and source order, each once', async () => {
    const { store, run } = await scene.newRun();
    const paths = ['B.py', 'a-b.py', 'a.py', 'a/c.py', 'b.py'];
    for (const path of paths.toReversed()) await store.saveUnmutatedStatements(run.id, statementsOf(path));
    const listed: UnmutatedStatement[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listUnmutatedStatements(run.id, { limit: 4, cursor });
      assert.ok(page.items.length === 4 || page.nextCursor === undefined);
      listed.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(listed, paths.flatMap(statementsOf));
  });

  it('listUnmutatedStatements filters by reason, and countUnmutatedStatements counts each', async () => {
    const { store, run } = await scene.newRun();
    await store.saveUnmutatedStatements(run.id, [...statementsOf('a.py'), ...statementsOf('b.py')]);
    assert.deepEqual(await store.countUnmutatedStatements(run.id), [
      { reason: IMPORTS, statements: 4 },
      { reason: OTHER, statements: 2 },
    ]);
    const ofOther = await store.listUnmutatedStatements(run.id, { reason: OTHER, limit: 10 });
    assert.deepEqual(
      ofOther.items.map(({ path, line }) => `${path}:${line}`),
      ['a.py:12', 'b.py:12'],
    );
  });

  it('listUnmutatedStatements says invalid-request for a cursor of another run', async () => {
    const { store, run } = await scene.newRun();
    const other = await scene.newRun();
    await store.saveUnmutatedStatements(run.id, statementsOf('a.py'));
    const { nextCursor } = await store.listUnmutatedStatements(run.id, { limit: 1 });
    assert.ok(nextCursor);
    const listing = other.store.listUnmutatedStatements(other.run.id, { limit: 1, cursor: nextCursor });
    await assert.rejects(listing, { code: 'invalid-request' });
  });
}
