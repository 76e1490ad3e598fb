import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { RunEventPayload } from '../../../../shared/run-event.ts';
import { createMutants, createResult } from '../../../helpers/create-mutant.ts';
import { countTo, listAllEvents, savePending, type StoreScene } from './store-scene.ts';

const notice = (message: string): RunEventPayload => ({ type: 'notice', level: 'info', message });

export function describeEvents(scene: StoreScene): void {
  it('listEvents gives events in order after a sequence number, at most so many', async () => {
    const { store, run } = await scene.newRun();
    await store.appendEvents(
      run.id,
      countTo(9).map((number) => notice(`event ${String(number)}`)),
    );
    const events = await store.listEvents(run.id, 4, 3);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [5, 6, 7],
    );
    assert.deepEqual(
      events.map(({ payload }) => payload),
      ['event 4', 'event 5', 'event 6'].map(notice),
    );
    assert.deepEqual(await store.listEvents(run.id, 10, 3), []);
  });

  it('appendEvents numbers the events of writers in parallel without gaps, each writer in its own order', async () => {
    const { store, run } = await scene.newRun();
    const mutants = createMutants(40);
    await savePending(store, run.id, mutants);
    const stores = scene.databases().map((database) => database.storeOf(store.organisationId));
    const writers = countTo(20).map(async (writer) => {
      const writing = stores[writer % stores.length] ?? store;
      for (const step of ['first', 'second']) await writing.appendEvents(run.id, [notice(`${String(writer)} ${step}`)]);
    });
    const recorders = mutants.map((mutant) => store.recordResults(run.id, [createResult({ mutantId: mutant.id })]));
    await Promise.all([...writers, ...recorders]);
    const events = await listAllEvents(store, run.id);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      countTo(1 + 40 + 40),
    );
    assert.deepEqual(
      events.map(({ at }) => at),
      events.map(({ at }) => at).sort(),
    );
    const messages = events.map(({ payload }) => (payload.type === 'notice' ? payload.message : ''));
    for (const writer of countTo(20)) {
      assert.ok(messages.indexOf(`${String(writer)} first`) < messages.indexOf(`${String(writer)} second`));
    }
  });

  it('appendNoticeOnce keeps one of equal notices, however many writers have it at the same time', async () => {
    const { store, run } = await scene.newRun();
    const payloads = ['first', 'second', 'first', 'first'].map((message) => ({
      type: 'notice' as const,
      level: 'warning' as const,
      message,
    }));
    await Promise.all(payloads.map((payload) => store.appendNoticeOnce(run.id, payload)));
    const messages = (await listAllEvents(store, run.id)).flatMap(({ payload }) =>
      payload.type === 'notice' ? [payload.message] : [],
    );
    assert.deepEqual(messages.toSorted(), ['first', 'second']);
  });

  it('onEvents calls back for events of its run, also of another connection, and for no other run', async () => {
    const [{ store, run }, other] = await Promise.all([scene.newRun(), scene.newRun()]);
    const calls: string[] = [];
    const [, secondDatabase] = scene.databases();
    const called = new Promise<void>((resolve) => {
      void store.onEvents(other.run.id, () => calls.push('other'));
      void store
        .onEvents(run.id, () => {
          calls.push('own');
          resolve();
        })
        .then(() => secondDatabase.storeOf(store.organisationId).appendEvents(run.id, [notice('hello')]));
    });
    await called;
    assert.deepEqual(calls, ['own']);
  });

  it('onEvents calls no longer once it is ended, and others go on', async () => {
    const { store, run } = await scene.newRun();
    const calls: string[] = [];
    const end = await store.onEvents(run.id, () => calls.push('ended'));
    await end();
    await new Promise<void>((resolve, reject) => {
      store
        .onEvents(run.id, resolve)
        .then(() => store.appendEvents(run.id, [notice('hello')]))
        .catch(reject);
    });
    assert.deepEqual(calls, []);
  });

  it('a listener that is added before the backlog is read misses no event of a busy run', async () => {
    const { store, run } = await scene.newRun();
    const total = 300;
    const writing = (async () => {
      for (const number of countTo(total)) await store.appendEvents(run.id, [notice(String(number))]);
    })();
    const seen: number[] = [];
    await readUntil(store, run.id, total + 1, seen);
    await writing;
    assert.deepEqual(seen, countTo(total + 1));
  });
}

async function readUntil(
  store: Awaited<ReturnType<StoreScene['newStore']>>,
  runId: string,
  last: number,
  seen: number[],
): Promise<void> {
  const calls = new EventEmitter();
  const end = await store.onEvents(runId, () => calls.emit('call'));
  while (seen.length < last) {
    const nextCall = once(calls, 'call');
    const events = await store.listEvents(runId, seen.at(-1) ?? 0, 50);
    seen.push(...events.map(({ sequence }) => sequence));
    if (events.length === 0) await nextCall;
  }
  await end();
}
