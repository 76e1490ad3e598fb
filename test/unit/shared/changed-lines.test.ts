import assert from 'node:assert/strict';
import { countLines, parseChangedLines } from '../../../shared/changed-lines.ts';

const HEADER = 'diff --git a/m.py b/m.py\nindex 1..2 100644\n--- a/m.py\n+++ b/m.py\n';

describe('parseChangedLines', () => {
  const table: [string, string, Record<string, [number, number][]>][] = [
    ['finds altered lines', `${HEADER}@@ -3 +3 @@ def f():\n-a\n+b\n`, { 'm.py': [[3, 3]] }],
    ['finds added lines', `${HEADER}@@ -3,0 +4,2 @@\n+a\n+b\n`, { 'm.py': [[4, 5]] }],
    ['passes over deleted lines', `${HEADER}@@ -3,2 +2,0 @@\n-a\n-b\n`, {}],
    ['passes over deleted files', '--- a/m.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n', {}],
    [
      'takes the new name of a renamed file',
      `--- a/old.py\n+++ b/new.py\n@@ -1 +1 @@\n-a\n+b\n`,
      { 'new.py': [[1, 1]] },
    ],
    ['reads names with spaces', '--- a/a b.py\t\n+++ b/a b.py\t\n@@ -0,0 +1 @@\n+a\n', { 'a b.py': [[1, 1]] }],
    ['reads quoted names', '+++ "b/q\\"uo\\\\te\\001.py"\n@@ -0,0 +1 @@\n+a\n', { 'q"uo\\te\x01.py': [[1, 1]] }],
    [
      'does not take content for headers',
      `${HEADER}@@ -1 +1,2 @@\n--- a/x.py\n+++ b/other.py\n+@@ -9 +9 @@\n@@ -9 +10 @@\n-a\n+b\n`,
      {
        'm.py': [
          [1, 2],
          [10, 10],
        ],
      },
    ],
    [
      'reads past the note on a missing line end',
      `${HEADER}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n--- a/n.py\n+++ b/n.py\n@@ -1 +1 @@\n-a\n+b\n`,
      { 'm.py': [[1, 1]], 'n.py': [[1, 1]] },
    ],
  ];
  for (const [name, diff, expected] of table) {
    it(name, () => {
      assert.deepEqual(Object.fromEntries(parseChangedLines(diff)), expected);
    });
  }
});

describe('countLines', () => {
  for (const [text, lines] of [
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['a\r\nb\r\n', 2],
    ['a\rb\r', 2],
    ['\n\n', 2],
  ] as const) {
    it(`counts ${String(lines)} in ${JSON.stringify(text)}`, () => {
      assert.equal(countLines(Buffer.from(text)), lines);
    });
  }
});
