import assert from 'node:assert/strict';
import type { RunEvent, RunEventPayload } from '../../../../shared/run-event.ts';
import { type FollowedStore, followRun } from '../../../../service/routes/event-streams/follow-run.ts';
import { createRun } from '../../../helpers/create-run.ts';

const NOTICE: RunEventPayload = { type: 'notice', level: 'info', message: '' };
const LONG_MS = 60_000;

/** A run's events in memory; `afterListing` runs when a list was read and is not yet given back. */
class EventsInMemory implements FollowedStore {
  readonly #payloads: RunEventPayload[] = [];
  readonly #listeners = new Set<() => void>();
  afterListing: () => void = () => undefined;

  get listeners(): number {
    return this.#listeners.size;
  }

  append(...payloads: RunEventPayload[]): void {
    this.#payloads.push(...payloads);
    for (const listener of this.#listeners) listener();
  }

  onEvents: FollowedStore['onEvents'] = (_runId, listener) => {
    this.#listeners.add(listener);
    return Promise.resolve(() => {
      this.#listeners.delete(listener);
      return Promise.resolve();
    });
  };

  listEvents: FollowedStore['listEvents'] = (runId, after, limit) => {
    const events = this.#payloads
      .map((payload, index): RunEvent => ({ runId, sequence: index + 1, at: '2026-11-22T10:00:00.000Z', payload }))
      .slice(after, after + limit);
    this.afterListing();
    return Promise.resolve(events);
  };

  findRun: FollowedStore['findRun'] = () => {
    const isOver = this.#payloads.at(-1)?.type === 'run-cancelled';
    return Promise.resolve(createRun({ status: isOver ? 'Cancelled' : 'Running' }));
  };
}

async function sequencesOf(events: AsyncIterable<readonly RunEvent[]>): Promise<number[]> {
  const sequences: number[] = [];
  for await (const page of events) sequences.push(...page.map(({ sequence }) => sequence));
  return sequences;
}

describe('followRun', () => {
  const options = { signal: new AbortController().signal, heartbeatMs: LONG_MS };

  it('misses no event that is stored between reading the backlog and waiting', async () => {
    const store = new EventsInMemory();
    store.append(NOTICE);
    store.afterListing = () => {
      store.afterListing = () => undefined;
      store.append(NOTICE, { type: 'run-cancelled' });
    };
    assert.deepEqual(await sequencesOf(followRun(store, 'run', 0, options)), [1, 2, 3]);
    assert.equal(store.listeners, 0);
  });

  it('reads a long backlog to its end, each event once', async () => {
    const store = new EventsInMemory();
    store.append(...Array.from({ length: 1000 }, () => NOTICE), { type: 'run-cancelled' });
    const expected = Array.from({ length: 1001 }, (_, index) => index + 1);
    assert.deepEqual(await sequencesOf(followRun(store, 'run', 0, options)), expected);
  });

  it('ends for a reader who asked for what comes after the last event', async () => {
    const store = new EventsInMemory();
    store.append({ type: 'run-cancelled' });
    assert.deepEqual(await sequencesOf(followRun(store, 'run', 7, options)), []);
  });

  it('ends for such a reader also when the run ends only later', async () => {
    const store = new EventsInMemory();
    const following = sequencesOf(followRun(store, 'run', 7, options));
    while (store.listeners === 0) await new Promise(setImmediate);
    store.append({ type: 'run-cancelled' });
    assert.deepEqual(await following, []);
  });

  it('yields an empty list as a heartbeat, and looks again by itself in case a signal was lost', async () => {
    const store = new EventsInMemory();
    const pages: number[] = [];
    for await (const page of followRun(store, 'run', 0, { ...options, heartbeatMs: 1 })) {
      pages.push(page.length);
      if (pages.length === 2) store.append(NOTICE);
      if (page.length > 0) break;
    }
    assert.deepEqual(pages.slice(0, 3), [0, 0, 1]);
    assert.equal(store.listeners, 0);
  });

  it('ends when its signal is aborted, and leaves no listener', async () => {
    const store = new EventsInMemory();
    const controller = new AbortController();
    const following = sequencesOf(followRun(store, 'run', 0, { signal: controller.signal, heartbeatMs: LONG_MS }));
    while (store.listeners === 0) await new Promise(setImmediate);
    controller.abort();
    assert.deepEqual(await following, []);
    assert.equal(store.listeners, 0);
  });
});
