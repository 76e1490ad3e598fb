import assert from 'node:assert/strict';
import { calculateMutationScore, emptyMutantCounts } from '../../../../shared/mutation-score.ts';
import { Run } from '../../../../shared/run.ts';
import { listAllEvents, registerRepository, type StoreScene } from './store-scene.ts';

export function describeRuns(scene: StoreScene): void {
  it('createRun stores the run with its run-queued event', async () => {
    const store = await scene.newStore();
    const repository = await registerRepository(store);
    const settings = { paths: ['src'], 'max-mutants': 20 };
    const before = Date.now();
    const { run, isNew } = await store.createRun({ repositoryId: repository.id, since: 'main', settings }, undefined);
    assert.equal(isNew, true);
    assert.deepEqual(Run.parse(run), run);
    const { id, createdAt, ...rest } = run;
    const expected = { status: 'Queued', phase: 'source', since: 'main', isDirty: false, counts: emptyMutantCounts() };
    assert.deepEqual(rest, { repositoryId: repository.id, settings, ...expected });
    assert.deepEqual(await store.findRun(id), run);
    const events = await listAllEvents(store, id);
    assert.deepEqual(
      events.map(({ sequence, payload }) => [sequence, payload]),
      [[1, { type: 'run-queued' }]],
    );
    for (const at of [createdAt, events[0]?.at ?? '']) {
      assert.ok(
        Math.abs(Date.parse(at) - before) < 60_000,
        `${at} is not about now, whatever the time zone of the server`,
      );
    }
  });

  it('createRun throws not-found for an unknown repository', async () => {
    const store = await scene.newStore();
    for (const repositoryId of ['b0a35f1e-8f0c-4c52-a72e-9b27c4b1f6a3', 'no id']) {
      await assert.rejects(store.createRun({ repositoryId, settings: {} }, undefined), { code: 'not-found' });
    }
  });

  describeIdempotencyKeys(scene);
  describeRunLists(scene);
  describeUpdateRun(scene);

  it('withholdScore keeps each reason once', async () => {
    const { store, run } = await scene.newRun();
    await store.withholdScore(run.id, 'shard-missing');
    await store.withholdScore(run.id, 'canary-not-caught');
    await store.withholdScore(run.id, 'shard-missing');
    assert.deepEqual(await store.listWithheldReasons(run.id), ['canary-not-caught', 'shard-missing']);
  });

  it('listOpenRuns names the runs of all organisations that have not ended', async () => {
    const [first, second, ended] = await Promise.all([scene.newRun(), scene.newRun(), scene.newRun()]);
    await second.store.updateRun(second.run.id, { status: 'Running' });
    await ended.store.updateRun(ended.run.id, { status: 'Cancelled' });
    const openIds = new Map(
      (await scene.databases()[0].listOpenRuns()).map(({ runId, organisationId }) => [runId, organisationId]),
    );
    assert.equal(openIds.get(first.run.id), first.store.organisationId);
    assert.equal(openIds.get(second.run.id), second.store.organisationId);
    assert.equal(openIds.has(ended.run.id), false);
  });
}

function describeIdempotencyKeys(scene: StoreScene): void {
  it('createRun gives the run made before for the same key and an equal request', async () => {
    const store = await scene.newStore();
    const { id: repositoryId } = await registerRepository(store);
    const first = await store.createRun({ repositoryId, settings: { workers: 2, python: 'python3' } }, 'key-1');
    const again = await store.createRun({ settings: { python: 'python3', workers: 2 }, repositoryId }, 'key-1');
    assert.deepEqual(again, { run: first.run, isNew: false });
    assert.equal((await store.listRuns({ limit: 10 })).items.length, 1);
  });

  it('createRun throws idempotency-conflict for the same key with another request', async () => {
    const store = await scene.newStore();
    const { id: repositoryId } = await registerRepository(store);
    await store.createRun({ repositoryId, settings: {} }, 'key-1');
    await assert.rejects(store.createRun({ repositoryId, since: 'main', settings: {} }, 'key-1'), {
      code: 'idempotency-conflict',
    });
  });

  it('createRun makes one run when twenty ask at once with the same key', async () => {
    const store = await scene.newStore();
    const { id: repositoryId } = await registerRepository(store);
    const stores = scene.databases().map((database) => database.storeOf(store.organisationId));
    const asked = Array.from({ length: 10 }, () => stores).flat();
    const answers = await Promise.all(asked.map((asking) => asking.createRun({ repositoryId, settings: {} }, 'key-1')));
    assert.equal(new Set(answers.map(({ run }) => run.id)).size, 1);
    assert.equal(answers.filter(({ isNew }) => isNew).length, 1);
  });

  it('createRun takes the same key of another organisation for another key', async () => {
    const runs = await Promise.all(
      [1, 2].map(async () => {
        const store = await scene.newStore();
        const { id: repositoryId } = await registerRepository(store);
        return store.createRun({ repositoryId, settings: {} }, 'shared-key');
      }),
    );
    assert.deepEqual(
      runs.map(({ isNew }) => isNew),
      [true, true],
    );
  });
}

function describeRunLists(scene: StoreScene): void {
  it('listRuns gives the newest first, page by page, of one repository or of all', async () => {
    const store = await scene.newStore();
    const repositories = [await registerRepository(store, '/a'), await registerRepository(store, '/b')];
    const ids: string[] = [];
    for (const { id } of [...repositories, ...repositories, ...repositories]) {
      ids.unshift((await store.createRun({ repositoryId: id, settings: {} }, undefined)).run.id);
    }
    const first = await store.listRuns({ limit: 4 });
    const second = await store.listRuns({ limit: 4, cursor: first.nextCursor });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids,
    );
    assert.equal(second.nextCursor, undefined);
    const ofOne = await store.listRuns({ limit: 10, repositoryId: repositories[0]?.id });
    assert.deepEqual(
      ofOne.items.map(({ id }) => id),
      ids.filter((_, index) => index % 2 === 1),
    );
    assert.deepEqual(await store.listRuns({ limit: 10, repositoryId: 'no id' }), { items: [] });
  });

  it('every list throws invalid-request for a cursor that is not one of its own', async () => {
    const { store, run } = await scene.newRun();
    await registerRepository(store, '/second');
    const { nextCursor } = await store.listRepositories({ limit: 1 });
    assert.ok(nextCursor);
    for (const cursor of ['', 'nonsense', '\0', nextCursor, Buffer.from('run:1').toString('base64url')]) {
      await assert.rejects(store.listRuns({ limit: 1, cursor }), { code: 'invalid-request' });
      await assert.rejects(store.listMutants(run.id, { limit: 1, cursor }), { code: 'invalid-request' });
    }
    await assert.rejects(store.listRepositories({ limit: 1, cursor: 'nonsense' }), { code: 'invalid-request' });
  });
}

function describeUpdateRun(scene: StoreScene): void {
  it('updateRun writes patch and events together and leaves absent keys as they are', async () => {
    const { store, run } = await scene.newRun();
    const baseline = {
      tests: 3,
      flakyTests: ['test_a'],
      wallMs: 1.5,
      cpuMs: 2.25,
      pythonVersion: '3.11',
      pytestVersion: '8.4',
    };
    assert.equal(await store.updateRun(run.id, { status: 'Running', commit: 'abc', isDirty: true }), true);
    const settings = { workers: 2 };
    const events = [
      { type: 'baseline-finished', baseline },
      { type: 'phase-started', phase: 'measure' },
    ] as const;
    await store.updateRun(run.id, { phase: 'measure', settings, baseline }, events);
    const expected = { ...run, status: 'Running', commit: 'abc', isDirty: true, phase: 'measure', settings, baseline };
    assert.deepEqual(await store.findRun(run.id), expected);
    assert.deepEqual(
      (await listAllEvents(store, run.id)).map(({ payload }) => payload),
      [{ type: 'run-queued' }, ...events],
    );
  });

  it('updateRun answers false and writes nothing once the run has ended', async () => {
    const { store, run } = await scene.newRun();
    const score = calculateMutationScore({ ...emptyMutantCounts(), Killed: 1 });
    const endedAt = '2026-11-22T10:11:12.345Z';
    assert.equal(
      await store.updateRun(run.id, { status: 'Completed', score, endedAt }, [{ type: 'run-completed', score }]),
      true,
    );
    const ended = await store.findRun(run.id);
    assert.equal(ended?.endedAt, endedAt);
    assert.deepEqual(ended.score, score);
    assert.equal(await store.updateRun(run.id, { status: 'Cancelled' }, [{ type: 'run-cancelled' }]), false);
    await store.appendEvents(run.id, [{ type: 'notice', level: 'info', message: 'too late' }]);
    assert.deepEqual(await store.findRun(run.id), ended);
    assert.equal((await listAllEvents(store, run.id)).length, 2);
  });

  it('updateRun ends a run once when several try at the same time', async () => {
    const { store, run } = await scene.newRun();
    const stores = scene.databases().map((database) => database.storeOf(store.organisationId));
    const attempts = [...stores, ...stores].map((ending, index) =>
      index % 2 === 0
        ? ending.updateRun(run.id, { status: 'Cancelled' }, [{ type: 'run-cancelled' }])
        : ending.updateRun(run.id, { status: 'Completed' }, [
            { type: 'run-completed', score: calculateMutationScore(run.counts) },
          ]),
    );
    assert.equal((await Promise.all(attempts)).filter(Boolean).length, 1);
    assert.equal((await listAllEvents(store, run.id)).length, 2);
  });

  it('updateRun throws not-found for an unknown run', async () => {
    const store = await scene.newStore();
    await assert.rejects(store.updateRun('b0a35f1e-8f0c-4c52-a72e-9b27c4b1f6a3', { phase: 'score' }), {
      code: 'not-found',
    });
  });
}
