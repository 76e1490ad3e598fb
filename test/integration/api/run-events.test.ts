import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import { ProblemDocument } from '../../../shared/api.ts';
import { createApiClient } from '../../../shared/api-client.ts';
import { readRunEvents } from '../../../shared/run-event-stream.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import type { Database, Store } from '../../../service/storage/store.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';
import { openRunEvents, readRunEvents as readRawEvents } from '../../helpers/event-stream-reader.ts';
import { completeRun } from '../../helpers/sample-run.ts';

const HEARTBEAT_MS = 40;
const notice = (message: string): RunEventPayload => ({ type: 'notice', level: 'info', message });

/** Counts who listens; all else is the database's own. */
function countListeners(database: Database): { database: Database; listeners: { count: number } } {
  const listeners = { count: 0 };
  const storeOf = (organisationId: string): Store => {
    const store = database.storeOf(organisationId);
    const onEvents: Store['onEvents'] = async (runId, listener) => {
      const stop = await store.onEvents(runId, listener);
      listeners.count += 1;
      return async () => {
        listeners.count -= 1;
        await stop();
      };
    };
    return { ...store, onEvents };
  };
  return { database: { ...database, storeOf }, listeners };
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('Events of a run', () => {
  let base: ApiServer;
  let api: ApiServer;
  let store: Store;
  let listeners: { count: number };
  let runId: string;
  before(async () => {
    base = await startApiServer();
  });
  beforeEach(async () => {
    const counted = countListeners(base.database);
    listeners = counted.listeners;
    api = await startApiServer({ database: counted.database });
    store = base.organisation.store;
    const { id: repositoryId } = await store.registerRepository({ ciProvider: 'local', location: '/x', name: 'x' });
    runId = (await store.createRun({ repositoryId, settings: {} }, undefined)).run.id;
  });
  afterEach(() => api.close());
  after(() => base.close());

  it('come stored first, then live, in order, and the stream ends after the last one', async () => {
    await store.appendEvents(runId, [notice('before')]);
    const stream = await openRunEvents(api, runId);
    assert.equal(stream.response.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(stream.response.headers['cache-control'], 'no-cache, no-transform');
    const reading = readRawEvents(stream, {
      onEvent: ({ sequence }) => {
        if (sequence === 2) void store.appendEvents(runId, [notice('live')]);
        if (sequence === 3) void completeRun(store, runId);
      },
    });
    const { events, hasEnded } = await reading;
    assert.deepEqual(
      events.map(({ sequence, payload }) => [sequence, payload.type]),
      [
        [1, 'run-queued'],
        [2, 'notice'],
        [3, 'notice'],
        [4, 'run-completed'],
      ],
    );
    assert.ok(hasEnded);
    await waitFor(() => listeners.count === 0);
  });

  it('go on behind Last-Event-ID, which wins over lastEventId in the query', async () => {
    await store.appendEvents(runId, [notice('2'), notice('3')]);
    await completeRun(store, runId);
    const sequences = async (options: Parameters<typeof openRunEvents>[2]) =>
      (await readRawEvents(await openRunEvents(api, runId, options))).events.map(({ sequence }) => sequence);
    assert.deepEqual(await sequences({ headers: { 'last-event-id': '2' } }), [3, 4]);
    assert.deepEqual(await sequences({ query: '?lastEventId=3' }), [4]);
    assert.deepEqual(await sequences({ headers: { 'last-event-id': '0' }, query: '?lastEventId=3' }), [1, 2, 3, 4]);
  });

  it('are 204 once the run has ended and nothing follows, so that an EventSource stops asking', async () => {
    await completeRun(store, runId);
    for (const id of ['2', '999']) {
      const { response, cut } = await openRunEvents(api, runId, { headers: { 'last-event-id': id } });
      assert.equal(response.statusCode, 204);
      cut();
    }
  });

  it('end for readRunEvents behind any event of an ended run, the last one included', async () => {
    await store.appendEvents(runId, [notice('2')]);
    await completeRun(store, runId);
    const client = createApiClient({ baseUrl: api.origin, token: api.organisation.token, fetch });
    const sequencesBehind = async (afterSequence: number): Promise<number[]> => {
      const sequences: number[] = [];
      const events = readRunEvents({
        open: (after, signal) => client.openRunEvents({ org: api.organisation.slug, runId }, after, signal),
        createParser,
        afterSequence,
      });
      for await (const { sequence } of events) sequences.push(sequence);
      return sequences;
    };
    assert.deepEqual(await sequencesBehind(0), [1, 2, 3]);
    assert.deepEqual(await sequencesBehind(2), [3]);
    assert.deepEqual(await sequencesBehind(3), []);
  });

  for (const id of ['-1', '1.5', 'x', '1e3', ' ', '99999999999999999999']) {
    it(`are refused behind ${JSON.stringify(id)}, which is no sequence number`, async () => {
      const response = await requestApi(api, `/runs/${runId}/events?lastEventId=${encodeURIComponent(id)}`);
      assert.equal(ProblemDocument.parse(await response.json()).code, 'invalid-request');
      assert.equal((await requestApi(api, `/runs/${runId}/events`, { headers: { 'last-event-id': id } })).status, 400);
    });
  }

  it('have a heartbeat between them while nothing happens', async () => {
    const quick = await startApiServer({ database: base.database, heartbeatMs: HEARTBEAT_MS });
    const { response, cut } = await openRunEvents(quick, runId);
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await waitFor(() => text.split(': heartbeat\n\n').length > 2);
    assert.ok(text.indexOf('run-queued') < text.indexOf(': heartbeat'));
    cut();
    await quick.close();
  });

  it('leave no listener behind when readers go away', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => openRunEvents(api, runId)));
    await waitFor(() => listeners.count === 20);
    for (const { cut } of streams) cut();
    await waitFor(() => listeners.count === 0);
  });

  it('end at once when the server shuts down, and the run can be followed elsewhere', async () => {
    const stream = await openRunEvents(api, runId);
    await waitFor(() => listeners.count === 1);
    const reading = readRawEvents(stream);
    api.shutDown();
    const { events, hasEnded } = await reading;
    assert.deepEqual([events.length, hasEnded], [1, true]);
    await waitFor(() => listeners.count === 0);
  });

  it('wait for a reader that does not read, instead of filling the memory', async () => {
    const filler = notice('x'.repeat(4000));
    for (let round = 0; round < 20; round += 1)
      await store.appendEvents(
        runId,
        Array.from({ length: 500 }, () => filler),
      );
    let pagesRead = 0;
    const database: Database = {
      ...base.database,
      storeOf: (organisationId) => {
        const inner = base.database.storeOf(organisationId);
        const listEvents: Store['listEvents'] = (...parameters) => {
          pagesRead += 1;
          return inner.listEvents(...parameters);
        };
        return { ...inner, listEvents };
      },
    };
    const slow = await startApiServer({ database });
    const stream = await openRunEvents(slow, runId);
    stream.response.pause();
    await waitFor(() => pagesRead >= 2);
    const settled = await settle(() => pagesRead);
    assert.ok(settled < 30, `${settled} pages of 1 MB each were read for a reader that took nothing`);
    await completeRun(store, runId);
    const { events } = await readRawEvents(stream);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      Array.from({ length: 10_002 }, (_, index) => index + 1),
    );
    await slow.close();
  });

  it('end without a last event when the database fails, so that the reader asks again, and the log says why', async () => {
    let isBroken = false;
    const database: Database = {
      ...base.database,
      storeOf: (organisationId) => {
        const inner = base.database.storeOf(organisationId);
        const listEvents: Store['listEvents'] = (...parameters) =>
          isBroken ? Promise.reject(new Error('the disk is gone')) : inner.listEvents(...parameters);
        return { ...inner, listEvents };
      },
    };
    const broken = await startApiServer({ database });
    const stream = await openRunEvents(broken, runId);
    const reading = readRawEvents(stream, {
      onEvent: () => {
        isBroken = true;
        void store.appendEvents(runId, [notice('unread')]);
      },
    });
    assert.deepEqual(
      (await reading).events.map(({ sequence }) => sequence),
      [1],
    );
    await waitFor(() => broken.log.some((line) => line.includes('the disk is gone')));
    await broken.close();
  });

  it('answer HEAD with the headers alone', async () => {
    const response = await requestApi(api, `/runs/${runId}/events`, { method: 'HEAD' });
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(await response.text(), '');
    assert.equal(listeners.count, 0);
  });

  it('go on for one reader when another is cut', async () => {
    const stream = await openRunEvents(api, runId);
    const other = await openRunEvents(api, runId);
    await waitFor(() => listeners.count === 2);
    other.cut();
    await waitFor(() => listeners.count === 1);
    await completeRun(store, runId);
    assert.equal((await readRawEvents(stream)).events.length, 2);
  });
});

/** The value when it has not changed for a while of real time. */
async function settle(read: () => number): Promise<number> {
  let value = read();
  for (let quietRounds = 0; quietRounds < 20;) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    quietRounds = read() === value ? quietRounds + 1 : 0;
    value = read();
  }
  return value;
}
