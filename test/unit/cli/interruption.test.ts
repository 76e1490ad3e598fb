import assert from 'node:assert/strict';
import { listenForInterruption, type Interruption } from '../../../service/cli/interruption.ts';
import { ExitCode } from '../../../shared/error-code.ts';

describe('listenForInterruption', () => {
  let now: number;
  let ended: ExitCode[];
  let interruption: Interruption;
  beforeEach(() => {
    now = 0;
    ended = [];
    interruption = listenForInterruption({ now: () => now, endProcess: (exitCode) => void ended.push(exitCode) });
  });
  afterEach(() => {
    interruption.stopListening();
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`aborts its signal at the first ${signal} and does not end the process`, () => {
      assert.equal(interruption.signal.aborted, false);
      process.emit(signal);
      assert.equal(interruption.signal.aborted, true);
      assert.deepEqual(ended, []);
    });
  }

  it('ends the process with 130 at the second press', () => {
    process.emit('SIGINT');
    now = 1_000;
    process.emit('SIGINT');
    assert.deepEqual(ended, [ExitCode.Cancelled]);
  });

  it('takes the same press for one that npm passes on as well', () => {
    process.emit('SIGINT');
    now = 50;
    process.emit('SIGINT');
    assert.deepEqual(ended, []);
  });

  it('listens no more after stopListening', () => {
    const listeners = process.listenerCount('SIGINT');
    interruption.stopListening();
    assert.equal(process.listenerCount('SIGINT'), listeners - 1);
  });
});
