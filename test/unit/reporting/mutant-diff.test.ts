import assert from 'node:assert/strict';
import { applyPatch } from 'diff';
import { diffOfMutant } from '../../../service/reporting/mutant-diff.ts';
import { replaceRange } from '../../../shared/text-position.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const mutant = createMutant({
  path: 'shop/cart.py',
  location: { start: { line: 6, column: 14 }, end: { line: 6, column: 15 } },
  original: '+',
  replacement: '-',
});
const SOURCE = [
  'one',
  'two',
  'three',
  'four',
  'def add(a, b):',
  '    return a + b',
  'six',
  'seven',
  'eight',
  'nine',
  '',
];

describe('diffOfMutant', () => {
  it('is a unified diff with three lines of context', () => {
    assert.equal(
      diffOfMutant(mutant, SOURCE.join('\n')),
      `--- a/shop/cart.py
+++ b/shop/cart.py
@@ -3,7 +3,7 @@
 three
 four
 def add(a, b):
-    return a + b
+    return a - b
 six
 seven
 eight
`,
    );
  });

  for (const [name, lineEnd, last] of [
    ['line feeds', '\n', ''],
    ['CRLF', '\r\n', ''],
    ['no line end at the end', '\n', 'ten'],
  ] as const) {
    it(`turns a file with ${name} into the mutated one when it is applied`, () => {
      const source = SOURCE.join(lineEnd) + last;
      const mutated = applyPatch(source, diffOfMutant(mutant, source), { autoConvertLineEndings: false });
      assert.equal(mutated, replaceRange(source, mutant.location, '-'));
    });
  }
});
