import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mapLines } from '../../../extension/results/map-lines.ts';

const mapped = (before: string, after: string): (number | undefined)[] => {
  const map = mapLines(before, after);
  return before.split('\n').map((_, index) => map(index + 1));
};

describe('mapLines', () => {
  it('leaves every line where it is in the same text', () => {
    assert.deepEqual(mapped('a\nb\nc', 'a\nb\nc'), [1, 2, 3]);
  });

  it('moves lines behind an insertion, and loses the ones that changed or went', () => {
    assert.deepEqual(mapped('a\nb\nc', 'new\na\nb\nc'), [2, 3, 4]);
    assert.deepEqual(mapped('a\nb\nc', 'a\nB\nc'), [1, undefined, 3]);
    assert.deepEqual(mapped('a\nb\nc\nd', 'a\nd'), [1, undefined, undefined, 2]);
    assert.deepEqual(mapped('a\nb\nc\nd\ne', 'x\na\nc\ny\ne'), [2, undefined, 3, undefined, 5]);
  });

  it('takes a carriage return for no difference', () => {
    assert.deepEqual(mapped('a\nb\nc', 'a\r\nb\r\nc'), [1, 2, 3]);
    assert.deepEqual(mapped('a\r\nb\r\nc', 'new\na\nb\nc'), [2, 3, 4]);
  });

  it('maps to equal lines, in order, for any two texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = { before: before.split('\n'), after: after.split('\n') };
        let last = 0;
        mapped(before, after).forEach((line, index) => {
          if (line === undefined) return;
          assert.ok(line > last);
          last = line;
          assert.equal(lines.after[line - 1], lines.before[index]);
        });
      }),
    );
  });
});
