import assert from 'node:assert/strict';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import type { Store } from '../../../service/storage/store.ts';
import { type ApiServer, startApiServer } from '../../helpers/api-server.ts';
import { openRunEvents, readRunEvents } from '../../helpers/event-stream-reader.ts';
import { completeRun } from '../../helpers/sample-run.ts';

const EVENTS = 10_000;
const CUTS = 100;
const LARGEST_PIECE_BYTES = 30_000;
const EVENTS_AT_ONCE = 50;

/** Numbers from 0 to 1, the same in every run of the test (Park and Miller, 1988). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Fills the run up to its last event: queued, notices, completed. */
async function writeEvents(store: Store, runId: string): Promise<void> {
  const notices = Array.from({ length: EVENTS - 2 }, (_, index): RunEventPayload => ({
    type: 'notice',
    level: 'info',
    message: `notice ${index + 2} of ${EVENTS} — ünïcode 🐞`,
  }));
  while (notices.length > 0) await store.appendEvents(runId, notices.splice(0, EVENTS_AT_ONCE));
  await completeRun(store, runId);
}

describe('Events of a run over a bad line', () => {
  let api: ApiServer;
  before(async () => {
    api = await startApiServer();
  });
  after(() => api.close());

  it('arrive as exactly 10,000 in order although the connection is cut 100 times while they are written', async function () {
    this.timeout(180_000);
    const { store } = api.organisation;
    const { id: repositoryId } = await store.registerRepository({ ciProvider: 'local', location: '/x', name: 'x' });
    const { run } = await store.createRun({ repositoryId, settings: {} }, undefined);
    const writing = writeEvents(store, run.id);
    const random = createRandom(42);
    const sequences: number[] = [];
    let cuts = 0;
    let hasEnded = false;
    while (!hasEnded) {
      const stream = await openRunEvents(api, run.id, { headers: { 'last-event-id': String(sequences.at(-1) ?? 0) } });
      const isCut = cuts < CUTS;
      const reading = await readRunEvents(
        stream,
        isCut ? { cutAfterBytes: 1 + Math.floor(random() * LARGEST_PIECE_BYTES) } : {},
      );
      sequences.push(...reading.events.map(({ sequence }) => sequence));
      hasEnded = reading.hasEnded;
      if (isCut) cuts += 1;
      assert.ok(!isCut || !hasEnded, 'The run ended before the connection was cut often enough.');
    }
    await writing;
    assert.equal(cuts, CUTS);
    assert.deepEqual(
      sequences,
      Array.from({ length: EVENTS }, (_, index) => index + 1),
    );
  });
});
