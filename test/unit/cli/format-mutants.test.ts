import assert from 'node:assert/strict';
import { formatChangedLines, formatDiff, formatMutantsByFile } from '../../../service/cli/format-mutants.ts';
import { formatMutantDetail } from '../../../service/cli/show-command.ts';
import { displayWidth } from '../../../service/cli/plain-text.ts';
import { createTextStyle } from '../../../service/cli/text-style.ts';
import { createMutantDetail } from './create-measured-mutant.ts';

const plain = { style: createTextStyle(false), width: 80 };

describe('formatMutantsByFile', () => {
  it('groups mutants under their file with line, mutator, verdict and the changed lines', () => {
    const first = createMutantDetail();
    const second = createMutantDetail({ path: 'shop/tax.py', functionName: '', status: 'NoCoverage', coveredBy: [] });
    assert.deepEqual(formatMutantsByFile([first, second], plain), [
      'shop/cart.py',
      '  line 12 in Cart.total: ComparisonOperator  2 tests ran, all passed  0123456789abcdef',
      '    - if total > 100:',
      '    + if total >= 100:',
      '',
      'shop/tax.py',
      '  line 12: ComparisonOperator  no test runs it  0123456789abcdef',
      '    - if total > 100:',
      '    + if total >= 100:',
    ]);
  });

  it('lets no control character of the repository reach the terminal', () => {
    const hostile = createMutantDetail({
      path: 'a\u001b]0;title\u0007b.py',
      functionName: 'f\u202etxt',
      diff: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-x = "\u001b[2J"\r\n+x = "\u009b31m"\r\n',
    });
    const text = [...formatMutantsByFile([hostile], plain), ...formatMutantDetail(hostile, plain)].join('\n');
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });

  it('cuts long lines to the width of the terminal', () => {
    const long = createMutantDetail({ diff: `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-x = "${'漢'.repeat(200)}"\n+x = ""\n` });
    for (const line of formatChangedLines(long.diff, { ...plain, width: 40 }))
      assert.ok(displayWidth(line) <= 40, line);
  });
});

describe('formatChangedLines', () => {
  it('keeps lines of code that begin like the head of a diff', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- comment in SQL\n+++ another\n';
    assert.deepEqual(formatChangedLines(diff, plain), ['    - -- comment in SQL', '    + ++ another']);
  });

  it('shows eight lines and says how many more there are', () => {
    const diff = `--- a/x\n+++ b/x\n@@ -1,12 +0,0 @@\n${Array.from({ length: 12 }, (_, index) => `-line ${index}\n`).join('')}`;
    const lines = formatChangedLines(diff, plain);
    assert.equal(lines.length, 9);
    assert.equal(lines[8], '    … 4 more lines');
  });

  it('takes away only the indentation that all lines share', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-    if a:\n-        b()\n+    pass\n';
    assert.deepEqual(formatChangedLines(diff, plain), ['    - if a:', '    -     b()', '    + pass']);
  });
});

describe('formatDiff', () => {
  it('colours removed lines red, added lines green and the head dim', () => {
    const lines = formatDiff(createMutantDetail().diff, { style: createTextStyle(true), width: 80 });
    assert.equal(lines[0], '\u001b[2m--- a/shop/cart.py\u001b[22m');
    assert.equal(lines[4], '\u001b[31m-    if total > 100:\u001b[39m');
    assert.equal(lines[5], '\u001b[32m+    if total >= 100:\u001b[39m');
    assert.equal(lines.length, 7);
  });
});

describe('formatMutantDetail', () => {
  it('shows the killing test with its exception and place', () => {
    const mutant = createMutantDetail({
      status: 'Killed',
      killedBy: ['tests/test_cart.py::test_total'],
      evidence: {
        activation: 'code-swap',
        activationProven: true,
        testsRun: 1,
        testsPlanned: 2,
        killingTest: {
          id: 'tests/test_cart.py::test_total',
          exception: 'AssertionError',
          message: 'assert 90 == 100',
          file: 'tests/test_cart.py',
          line: 7,
          phase: 'call',
        },
        cpuMs: 3,
        wallMs: 4,
        repeats: { agreed: 1, total: 1 },
      },
    });
    const text = formatMutantDetail(mutant, plain).join('\n');
    assert.match(text, /^shop\/cart\.py:12:8 in Cart\.total: ComparisonOperator\nKilled\n/);
    assert.match(text, /1 test of 2 ran \(code-swap, mutant proven active\)/);
    assert.match(
      text,
      /Noticed by tests\/test_cart\.py::test_total at tests\/test_cart\.py:7\n {2}AssertionError: assert 90 == 100/,
    );
    assert.match(text, /2 tests run the mutated code:\n {2}tests\/test_cart\.py::test_total/);
  });
});
