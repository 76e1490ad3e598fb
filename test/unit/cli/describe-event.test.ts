import assert from 'node:assert/strict';
import { describeEvent } from '../../../service/cli/describe-event.ts';

const describeNotice = (level: 'info' | 'warning', message: string) =>
  describeEvent({
    runId: 'r',
    sequence: 1,
    at: '2026-11-01T10:00:00.000Z',
    payload: { type: 'notice', level, message },
  });

describe('describeEvent', () => {
  it('sets off the further lines of a notice, and keeps control characters out of the terminal', () => {
    assert.equal(
      describeNotice('warning', 'A job ended. Its log:\nTraceback\n\u001b[31mred\n'),
      'Warning: A job ended. Its log:\n  Traceback\n  \ufffd[31mred',
    );
    assert.equal(describeNotice('info', 'One line.'), 'One line.');
  });
});
