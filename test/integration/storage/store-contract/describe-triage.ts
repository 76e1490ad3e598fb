import assert from 'node:assert/strict';
import type { Store } from '../../../../service/storage/store.ts';
import { TriageChange, type TriageRequest } from '../../../../shared/triage.ts';
import { createMutants, createResult } from '../../../helpers/create-mutant.ts';
import { savePending, type StoreScene } from './store-scene.ts';

const ADA = { by: 'ada' };
const BOB = { by: 'bob' };
const equivalent = (reason: string): TriageRequest => ({ kind: 'equivalent', reason, proposedBy: 'person' });
const notUseful = (reason: string): TriageRequest => ({ kind: 'not-useful', reason, proposedBy: 'agent' });
const [first, second, third] = createMutants(3).map(({ id }) => id) as [string, string, string];

async function newMeasuredRun(store: Store, repositoryId: string) {
  const { run } = await store.createRun({ repositoryId, settings: {} }, undefined);
  await savePending(store, run.id, createMutants(3));
  await store.recordResults(run.id, [
    createResult({ mutantId: first }),
    createResult({ mutantId: second, status: 'Killed', killedBy: ['test'] }),
    createResult({ mutantId: third, status: 'NoCoverage' }),
  ]);
  return run;
}

export function describeTriage(scene: StoreScene): void {
  it('recordTriage keeps who said what and when, and the newest entry of a mutant holds in all runs of the repository', async () => {
    const { store, run } = await scene.newRun();
    const { repositoryId } = run;
    const marked = await store.recordTriage(repositoryId, { mutantId: first, ...ADA, mark: equivalent('same result') });
    assert.deepEqual(TriageChange.parse(marked), marked);
    assert.deepEqual([marked?.sequence, marked?.by, marked?.mark], [1, 'ada', equivalent('same result')]);
    const again = await store.recordTriage(repositoryId, { mutantId: first, ...BOB, mark: notUseful('log text') });
    assert.equal(again?.sequence, 2);
    const { run: later } = await store.createRun({ repositoryId, settings: {} }, undefined);
    for (const { id } of [run, later])
      assert.deepEqual(
        await store.listMarks(id),
        new Map([[first, { ...notUseful('log text'), by: 'bob', at: again.at }]]),
      );
  });

  it('recordTriage adds nothing where what holds says the same, and removes what was never there without a trace', async () => {
    const { store, run } = await scene.newRun();
    const { repositoryId } = run;
    assert.equal(await store.recordTriage(repositoryId, { mutantId: first, ...ADA }), undefined);
    const marked = await store.recordTriage(repositoryId, { mutantId: first, ...ADA, mark: equivalent('same') });
    assert.deepEqual(
      await store.recordTriage(repositoryId, { mutantId: first, ...BOB, mark: equivalent('same') }),
      marked,
    );
    const removed = await store.recordTriage(repositoryId, { mutantId: first, ...BOB });
    assert.deepEqual([removed?.sequence, removed?.by, removed?.mark], [2, 'bob', undefined]);
    assert.deepEqual(await store.recordTriage(repositoryId, { mutantId: first, ...ADA }), removed);
    assert.deepEqual(await store.listMarks(run.id), new Map());
    assert.deepEqual(await store.listTriageAfter(repositoryId, 0, 10), [marked, removed]);
  });

  it('recordTriage numbers what several say at once without a gap, and the last of them holds', async () => {
    const [{ store, run }, [, other]] = [await scene.newRun(), scene.databases()];
    const elsewhere = other.storeOf(store.organisationId);
    const said = Array.from({ length: 12 }, (_, index) =>
      (index % 2 === 0 ? store : elsewhere).recordTriage(run.repositoryId, {
        mutantId: index % 3 === 0 ? second : first,
        ...ADA,
        mark: equivalent(`reason ${index}`),
      }),
    );
    await Promise.all(said);
    const record = await store.listTriageAfter(run.repositoryId, 0, 100);
    assert.deepEqual(
      record.map(({ sequence }) => sequence),
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    const marks = await elsewhere.listMarks(run.id);
    for (const mutantId of [first, second]) {
      const last = record.findLast((change) => change.mutantId === mutantId);
      assert.equal(marks.get(mutantId)?.reason, last?.mark?.reason);
    }
  });

  it('listTriage pages through the record, oldest first, of all mutants or of one', async () => {
    const { store, run } = await scene.newRun();
    const { repositoryId } = run;
    for (const mutantId of [first, second, first, third, first])
      await store.recordTriage(repositoryId, { mutantId, ...ADA, mark: equivalent(crypto.randomUUID()) });
    const page = await store.listTriage(repositoryId, { limit: 3 });
    const rest = await store.listTriage(repositoryId, { limit: 3, cursor: page.nextCursor });
    assert.deepEqual([...page.items, ...rest.items], await store.listTriageAfter(repositoryId, 0, 10));
    assert.equal(rest.nextCursor, undefined);
    const ofFirst = await store.listTriage(repositoryId, { limit: 10, mutantId: first });
    assert.deepEqual(
      ofFirst.items.map(({ sequence }) => sequence),
      [1, 3, 5],
    );
    const foreign = Buffer.from('triage:many').toString('base64url');
    await assert.rejects(store.listTriage(repositoryId, { limit: 3, cursor: foreign }), { code: 'invalid-request' });
  });

  it('listMutants has the marks, and leaves marked mutants out or lists them alone, page by page', async () => {
    const { store, run: before } = await scene.newRun();
    const run = await newMeasuredRun(store, before.repositoryId);
    await store.recordTriage(run.repositoryId, { mutantId: first, ...ADA, mark: equivalent('same') });
    await store.recordTriage(run.repositoryId, { mutantId: second, ...ADA, mark: equivalent('same') });
    await store.recordTriage(run.repositoryId, { mutantId: second, ...ADA });
    const list = async (filter: { triage?: 'hidden' | 'only'; status?: 'Survived' } = {}) =>
      (await store.listMutants(run.id, { limit: 10, ...filter })).items.map(({ id, triage }) => [id, triage?.by]);
    assert.deepEqual(await list(), [
      [first, 'ada'],
      [second, undefined],
      [third, undefined],
    ]);
    assert.deepEqual(await list({ triage: 'only' }), [[first, 'ada']]);
    assert.deepEqual(await list({ triage: 'hidden', status: 'Survived' }), []);
    const page = await store.listMutants(run.id, { limit: 1, triage: 'hidden' });
    const next = await store.listMutants(run.id, { limit: 1, triage: 'hidden', cursor: page.nextCursor });
    assert.deepEqual(
      [...page.items, ...next.items].map(({ id }) => id),
      [second, third],
    );
    assert.equal(next.nextCursor, undefined);
  });

  it('countMarks counts, for each run, the marked mutants by mark and measured status', async () => {
    const { store, run: empty } = await scene.newRun();
    const run = await newMeasuredRun(store, empty.repositoryId);
    const ofOtherRepository = await elsewhere(store);
    for (const mutantId of [first, second])
      await store.recordTriage(run.repositoryId, { mutantId, ...ADA, mark: equivalent('same') });
    await store.recordTriage(run.repositoryId, { mutantId: third, ...ADA, mark: notUseful('log') });
    await store.recordTriage(run.repositoryId, { mutantId: 'f'.repeat(16), ...ADA, mark: notUseful('gone') });
    const counts = await store.countMarks([run.id, empty.id, ofOtherRepository.id, 'no id']);
    assert.deepEqual([...counts.keys()], [run.id]);
    const key = ({ status }: { status: string }) => status;
    assert.deepEqual(
      counts.get(run.id)?.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
      [
        { kind: 'equivalent', status: 'Killed', mutants: 1 },
        { kind: 'not-useful', status: 'NoCoverage', mutants: 1 },
        { kind: 'equivalent', status: 'Survived', mutants: 1 },
      ],
    );
    assert.deepEqual(await store.countMarks([]), new Map());
  });

  it('onTriage calls back when the record has grown, from whichever connection, and for no other repository', async () => {
    const [{ store, run }, [, other]] = [await scene.newRun(), scene.databases()];
    const strangers = await scene.newRun();
    let calls = 0;
    const called = new Promise<void>((resolve, reject) => {
      void store
        .onTriage(run.repositoryId, () => {
          calls += 1;
          resolve();
        })
        .then(async (stop) => {
          await strangers.store.recordTriage(strangers.run.repositoryId, {
            mutantId: first,
            ...ADA,
            mark: equivalent('x'),
          });
          const entry = { mutantId: first, ...ADA, mark: equivalent('same') };
          await other.storeOf(store.organisationId).recordTriage(run.repositoryId, entry);
          return called.then(stop);
        })
        .catch(reject);
    });
    await called;
    assert.equal(calls, 1);
  });

  it('the record of another organisation can be neither read nor written', async () => {
    const [{ store, run }, stranger] = await Promise.all([scene.newRun(), scene.newStore()]);
    await savePending(store, run.id, createMutants(3));
    await store.recordTriage(run.repositoryId, { mutantId: first, ...ADA, mark: equivalent('same') });
    const entry = { mutantId: second, ...BOB, mark: equivalent('stolen') };
    await assert.rejects(stranger.recordTriage(run.repositoryId, entry), { code: 'not-found' });
    await assert.rejects(store.recordTriage('no id', entry), { code: 'not-found' });
    assert.deepEqual(await stranger.listTriage(run.repositoryId, { limit: 10 }), { items: [] });
    assert.deepEqual(await stranger.listTriageAfter(run.repositoryId, 0, 10), []);
    assert.deepEqual(await stranger.listMarks(run.id), new Map());
    assert.deepEqual(await stranger.countMarks([run.id]), new Map());
    assert.equal((await store.listTriageAfter(run.repositoryId, 0, 10)).length, 1);
  });

  it('a reason of the longest length, in any script, is kept', async () => {
    const { store, run } = await scene.newRun();
    const mark = equivalent('🐍ä漢'.repeat(160).slice(0, 500));
    await store.recordTriage(run.repositoryId, { mutantId: first, ...ADA, mark });
    assert.deepEqual((await store.listMarks(run.id)).get(first)?.reason, mark.reason);
  });
}

async function elsewhere(store: Store) {
  const repository = await store.registerRepository({
    name: 'other',
    ciProvider: 'local',
    location: '/projects/other',
  });
  return newMeasuredRun(store, repository.id);
}
