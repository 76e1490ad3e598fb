import assert from 'node:assert/strict';
import { formatReach } from '../../../service/cli/reach-command.ts';
import { createTextStyle } from '../../../service/cli/text-style.ts';

const plain = { style: createTextStyle(false) };

describe('formatReach', () => {
  it('has a line for each statement and a count for each reason, the most frequent first', () => {
    const statements = [
      { path: 'shop/cart.py', line: 20, reason: 'No mutator has a change for it.' },
      { path: 'shop/tax.py', line: 1, reason: 'Imports are not mutated.' },
      { path: 'shop/tax.py', line: 2, reason: 'Imports are not mutated.' },
    ];
    assert.deepEqual(formatReach(statements, plain), [
      'shop/cart.py:20: No mutator has a change for it.',
      'shop/tax.py:1: Imports are not mutated.',
      'shop/tax.py:2: Imports are not mutated.',
      '',
      '3 statements without a mutant',
      '     2  Imports are not mutated.',
      '     1  No mutator has a change for it.',
    ]);
  });

  it('says so where every statement has a mutant', () => {
    assert.deepEqual(formatReach([], plain), ['0 statements without a mutant']);
  });

  it('lets no control character of a path reach the terminal', () => {
    const [line] = formatReach([{ path: 'a\u001b[31m.py', line: 1, reason: 'Imports are not mutated.' }], plain);
    assert.equal(line, 'a\ufffd[31m.py:1: Imports are not mutated.');
  });
});
