import assert from 'node:assert/strict';
import { describeFailedTest } from '../../../scripts/failed-test.ts';

describe('describeFailedTest', () => {
  it('shows suite, title and message without colours', () => {
    assert.deepEqual(describeFailedTest('unit', { title: 'a › b', message: '\n\u001b[31mone\u001b[39m\n  two\n\n' }), [
      '✗ unit: a › b',
      '    one',
      '      two',
    ]);
  });

  it('cuts a long message and says how much is left', () => {
    const message = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n');
    const lines = describeFailedTest('check', { title: 'tsc', message });
    assert.deepEqual(lines.slice(-2), ['    line 15', '    … 25 more lines']);
  });
});
