import assert from 'node:assert/strict';
import { decodeSource } from '../../../service/python/decode-source.ts';

const decode = (...parts: (string | number[])[]) =>
  decodeSource({
    path: 'a.py',
    bytes: Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))),
  });
const MARK = [0xef, 0xbb, 0xbf];

describe('decodeSource', () => {
  it('reads UTF-8', () => {
    assert.deepEqual(decode('a = "ü𝄞"\r\n'), { kind: 'decoded', text: 'a = "ü𝄞"\r\n', markBytes: 0 });
  });

  it('takes a byte order mark off and counts it', () => {
    assert.deepEqual(decode(MARK, 'a = 1'), { kind: 'decoded', text: 'a = 1', markBytes: 3 });
  });

  for (const cookie of ['utf-8', 'UTF8', 'utf_8', 'utf-8-sig']) {
    it(`reads text beyond ASCII in a file that declares ${cookie}`, () => {
      assert.equal(decode(`#!/usr/bin/python\n# -*- coding: ${cookie} -*-\na = "ü"`).kind, 'decoded');
    });
  }

  for (const cookie of ['ascii', 'us-ascii', 'latin-1', 'iso-8859-15', 'cp1252']) {
    it(`reads a file that declares ${cookie} where it is plain ASCII, and no other`, () => {
      assert.equal(decode(`# coding: ${cookie}\na = 1`).kind, 'decoded');
      assert.deepEqual(decode(`# coding: ${cookie}\na = "ü"`), {
        kind: 'skipped',
        reason: `it is encoded as ${cookie}; only UTF-8 is read`,
      });
    });
  }

  it('passes over a declaration that comes after the second line or after code', () => {
    assert.equal(decode('\n\n# coding: latin-1\na = "ü"').kind, 'decoded');
    assert.equal(decode('a = 1\n# coding: latin-1\nb = "ü"').kind, 'decoded');
  });

  const skipped: [what: string, bytes: (string | number[])[], reason: RegExp][] = [
    ['bytes that are not UTF-8', ['a = "', [0xfc], '"'], /not valid UTF-8/],
    ['NUL characters', ['a = "\0"'], /NUL/],
    ['line ends of a lone carriage return', ['a = 1\rb = 2\r'], /carriage return/],
    ['another encoding', ['# coding: utf-16\na = 1'], /encoded as utf-16/],
    ['a byte order mark and another encoding', [MARK, '# coding: latin-1\na = 1'], /byte order mark/],
    ['more than 4 MiB', ['#'.repeat(4 * 1024 * 1024 + 1)], /4 MiB/],
  ];
  for (const [what, bytes, reason] of skipped) {
    it(`leaves out a file with ${what} and says so`, () => {
      const decoded = decode(...bytes);
      assert.ok(decoded.kind === 'skipped');
      assert.match(decoded.reason, reason);
    });
  }
});
