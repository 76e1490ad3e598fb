import assert from 'node:assert/strict';
import { pollDelayMs } from '../../../service/workflows/poll-delay.ts';

describe('pollDelayMs', () => {
  for (const [polls, expected] of [
    [0, 1_000],
    [1, 1_500],
    [2, 2_250],
    [5, 7_594],
    [6, 8_000],
    [10_000, 8_000],
  ] as const) {
    it(`is ${expected} ms after ${polls} polls of a job that is worth polling each second`, () => {
      assert.equal(pollDelayMs(1_000, polls), expected);
    });
  }
});
