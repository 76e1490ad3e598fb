import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createParser } from 'eventsource-parser';
import { createApiClient } from '../../../shared/api-client.ts';
import { TinybugError } from '../../../shared/error-code.ts';
import type { RunEvent, RunEventPayload } from '../../../shared/run-event.ts';
import type { EventStreamOptions } from '../../../shared/event-stream.ts';
import { readRunEvents } from '../../../shared/run-event-stream.ts';

const RUN_ID = '0b8f3c1e-3f6a-4a4e-9a51-0f2f3f1b8a11';

const createEvent = (sequence: number, payload: RunEventPayload): RunEvent => ({
  runId: RUN_ID,
  sequence,
  at: '2026-11-01T10:00:00.000Z',
  payload,
});

function createRun(length: number): RunEvent[] {
  const progress = Array.from({ length: length - 1 }, (_, index) =>
    createEvent(index + 1, { type: 'baseline-progress', finished: index, total: length }),
  );
  return [...progress, createEvent(length, { type: 'run-cancelled' })];
}

const frame = (event: RunEvent) => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;

type Answer = (response: ServerResponse, afterSequence: number, connection: number) => void;

describe('readRunEvents', () => {
  let server: Server;
  let answer: Answer;
  let lastEventIds: number[];

  before(async () => {
    server = createServer((request, response) => {
      const afterSequence = Number(request.headers['last-event-id'] ?? 0);
      lastEventIds.push(afterSequence);
      answer(response, afterSequence, lastEventIds.length);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    lastEventIds = [];
  });

  async function collect(options: Partial<EventStreamOptions> = {}): Promise<number[]> {
    const { port } = server.address() as AddressInfo;
    const client = createApiClient({ baseUrl: `http://127.0.0.1:${port}`, token: 't', fetch });
    const sequences: number[] = [];
    const events = readRunEvents({
      open: (afterSequence, signal) => client.openRunEvents({ org: 'local', runId: RUN_ID }, afterSequence, signal),
      createParser,
      firstPauseMs: 1,
      longestPauseMs: 5,
      ...options,
    });
    for await (const event of events) sequences.push(event.sequence);
    return sequences;
  }

  const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  it('ends after the last event though the connection stays open', async () => {
    answer = (response) => response.write(createRun(5).map(frame).join(''));
    assert.deepEqual(await collect(), numbersTo(5));
  });

  it('goes on behind the last event with Last-Event-ID after each cut, with every event once', async () => {
    const run = createRun(1_000);
    answer = (response, afterSequence, connection) => {
      const rest = run.slice(afterSequence).map(frame).join('');
      const isCut = connection <= 100;
      response.write(isCut ? rest.slice(0, 1_500 + connection * 7) : rest, () => {
        if (isCut) response.destroy();
      });
    };
    assert.deepEqual(await collect(), numbersTo(1_000));
    assert.ok(lastEventIds.length > 50, `only ${lastEventIds.length} connections`);
  });

  it('ends when the service says with 204 that nothing follows, without asking again', async () => {
    answer = (response) => response.writeHead(204).end();
    assert.deepEqual(await collect({ afterSequence: 5 }), []);
    assert.deepEqual(lastEventIds, [5]);
  });

  it('ends with 204 also when it comes after a cut', async () => {
    const run = createRun(9).slice(0, 3);
    answer = (response, _, connection) => {
      if (connection > 1) response.writeHead(204).end();
      else response.write(run.map(frame).join(''), () => setImmediate(() => response.destroy()));
    };
    assert.deepEqual(await collect(), numbersTo(3));
    assert.deepEqual(lastEventIds, [0, 3]);
  });

  it('passes over events that come a second time', async () => {
    const run = createRun(4);
    answer = (response) => response.write([...run.slice(0, 2), ...run].map(frame).join(''));
    assert.deepEqual(await collect(), numbersTo(4));
  });

  it('connects again instead of leaving a gap', async () => {
    const run = createRun(6);
    answer = (response, afterSequence, connection) => {
      const events = connection === 1 ? run.filter((event) => event.sequence !== 3) : run.slice(afterSequence);
      response.write(events.map(frame).join(''));
    };
    assert.deepEqual(await collect(), numbersTo(6));
    assert.deepEqual(lastEventIds, [0, 2]);
  });

  it('gives up a connection that carries nothing, not even a heartbeat', async () => {
    const run = createRun(3);
    answer = (response, afterSequence, connection) => {
      if (connection === 1) response.write(run.slice(0, 1).map(frame).join(''));
      else response.write(run.slice(afterSequence).map(frame).join(''));
    };
    assert.deepEqual(await collect({ silenceMs: 50 }), numbersTo(3));
  });

  it('decodes text that is split inside a character', async () => {
    const event = createEvent(1, { type: 'notice', level: 'info', message: 'naïve — 漢字 😀' });
    const bytes = Buffer.from(frame(event) + frame(createEvent(2, { type: 'run-cancelled' })));
    const split = bytes.indexOf(Buffer.from('😀')) + 2;
    answer = (response) => {
      response.write(bytes.subarray(0, split), () => setImmediate(() => response.write(bytes.subarray(split))));
    };
    assert.deepEqual(await collect(), [1, 2]);
  });

  it('throws at once what waiting does not mend', async () => {
    const problem = {
      type: 'about:blank',
      status: 404,
      code: 'not-found',
      title: 'Not found',
      detail: 'No such run.',
      nextStep: 'Check.',
    };
    answer = (response) => response.writeHead(404).end(JSON.stringify(problem));
    await assert.rejects(collect(), (error) => error instanceof TinybugError && error.code === 'not-found');
    assert.equal(lastEventIds.length, 1);
  });

  it('throws service-unreachable after giveUpAfterMs of failing', async () => {
    answer = (response) => response.destroy();
    await assert.rejects(
      collect({ giveUpAfterMs: 30 }),
      (error) => error instanceof TinybugError && error.code === 'service-unreachable',
    );
    assert.ok(lastEventIds.length > 1);
  });

  it('throws at an event that it does not know instead of passing it on', async () => {
    answer = (response) => response.write('data: {"sequence":1}\n\n');
    await assert.rejects(collect(), (error) => error instanceof TinybugError && error.code === 'internal');
  });

  it('stops with the reason of its signal', async () => {
    const abort = new AbortController();
    answer = (response) =>
      response.write(frame(createEvent(1, { type: 'run-queued' })), () => abort.abort(new Error('enough')));
    await assert.rejects(collect({ signal: abort.signal }), /enough/);
  });
});
