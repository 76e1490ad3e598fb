import assert from 'node:assert/strict';
import fc from 'fast-check';
import { offsetOfPosition, replaceRange } from '../../../shared/text-position.ts';

describe('offsetOfPosition', () => {
  const cases: [string, string, number, number, number][] = [
    ['the first place', 'a = 1\n', 1, 1, 0],
    ['a later line', 'a = 1\nb = 2\n', 2, 5, 10],
    ['CRLF line ends', 'a = 1\r\nb = 2\r\n', 2, 5, 11],
    ['the end of a text without a last line end', 'a\nbc', 2, 3, 4],
    ['UTF-16 columns', 's = "🐞" + x', 1, 10, 9],
  ];
  for (const [name, text, line, column, offset] of cases) {
    it(`finds ${name}`, () => assert.equal(offsetOfPosition(text, { line, column }), offset));
  }

  it('refuses a line that the text does not have', () => {
    assert.throws(() => offsetOfPosition('a\nb', { line: 3, column: 1 }), /2 lines, not 3/);
  });
});

describe('replaceRange', () => {
  it('replaces exactly the range, for any text and any range in it', () => {
    const pieces = fc
      .array(fc.constantFrom('a', 'é', '🐞', '\n', '\r\n', '\t', ' '), { maxLength: 30 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(pieces, pieces, pieces, pieces, (before, original, after, replacement) => {
        const location = { start: positionAfter(before), end: positionAfter(before + original) };
        assert.equal(replaceRange(before + original + after, location, replacement), before + replacement + after);
      }),
    );
  });
});

function positionAfter(text: string): { line: number; column: number } {
  const lines = text.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
