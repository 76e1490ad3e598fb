import assert from 'node:assert/strict';
import { createBell } from '../../../../service/routes/event-streams/bell.ts';

const LONG_MS = 60_000;

describe('createBell', () => {
  it('ends a wait when it rings', async () => {
    const bell = createBell();
    const waiting = bell.wait(LONG_MS, new AbortController().signal);
    bell.ring();
    assert.equal(await waiting, 'rung');
  });

  it('ends the next wait at once when it rang in between, and only that one', async () => {
    const bell = createBell();
    const { signal } = new AbortController();
    bell.ring();
    bell.ring();
    assert.equal(await bell.wait(LONG_MS, signal), 'rung');
    assert.equal(await bell.wait(1, signal), 'elapsed');
  });

  it('ends a wait when the signal is aborted, before or meanwhile', async () => {
    const bell = createBell();
    const controller = new AbortController();
    const waiting = bell.wait(LONG_MS, controller.signal);
    controller.abort();
    assert.equal(await waiting, 'aborted');
    assert.equal(await bell.wait(LONG_MS, controller.signal), 'aborted');
  });
});
