import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPositionMap } from '../../../service/python/position-map.ts';

describe('createPositionMap', () => {
  it('counts columns in UTF-16 units and bytes in UTF-8', () => {
    const text = 'a = "ü𝄞"\r\nb';
    const positions = createPositionMap(text, 0);
    const quote = text.indexOf('"', 5);
    assert.deepEqual(positions.positionAt(quote), { line: 1, column: 9 });
    assert.equal(positions.byteOffsetAt(quote), 11);
    assert.deepEqual(positions.positionAt(text.indexOf('b')), { line: 2, column: 1 });
    assert.deepEqual(positions.positionAt(text.length), { line: 2, column: 2 });
  });

  it('adds the bytes of a byte order mark', () => {
    assert.equal(createPositionMap('a\nb', 3).byteOffsetAt(2), 5);
  });

  it('gives the byte offset that encoding the text before would have, for any text', () => {
    const texts = fc
      .array(fc.constantFrom('a', '\n', '\r\n', 'ü', '€', '𝄞', '\f', '\u2028'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const positions = createPositionMap(text, 3);
        for (let offset = 0, line = 1; offset <= text.length; offset += 1) {
          const isInsidePair = /[\ud800-\udbff]$/.test(text.slice(0, offset));
          if (!isInsidePair) assert.equal(positions.byteOffsetAt(offset), 3 + Buffer.byteLength(text.slice(0, offset)));
          assert.equal(positions.lineAt(offset), line);
          if (text[offset] === '\n') line += 1;
        }
      }),
    );
  });
});
