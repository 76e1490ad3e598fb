import assert from 'node:assert/strict';
import { enumerateCode } from '../../../helpers/enumerate-code.ts';

/** Numbers whose mutants are measured, and the reasons for the others. */
const numbers = (code: string) => {
  const { mutants, suppressed } = enumerateCode(code, ['NumberLiteral']);
  return {
    measured: mutants.map(({ original }) => Number(original)),
    reasons: new Map(suppressed.map(({ mutant, reason }) => [Number(mutant.original), reason])),
  };
};

describe('# pragma: no cover', () => {
  const rows: [what: string, code: string, measured: number[]][] = [
    ['its line', 'a = 1  # pragma: no cover\nb = 2\n', [2]],
    ['all of a statement over several lines', 'a = [\n  1,\n  2,  # pragma: no cover\n]\nb = 3\n', [3]],
    ['a function', 'def f(a=1):  # pragma: no cover\n  b = 2\n  c = 3\nd = 4\n', [4]],
    ['a function by its decorator', '@a(1)  # pragma: no cover\ndef f():\n  b = 2\nc = 3\n', [3]],
    [
      'a branch, and not the others',
      'if f(1):  # pragma: no cover\n  a = 2\nelif f(3):\n  b = 4\nelse:\n  c = 5\n',
      [3, 4, 5],
    ],
    ['an else', 'if f(1):\n  a = 2\nelse:  # pragma: no cover\n  b = 3\nc = 4\n', [1, 2, 4]],
    ['a try, and not its handlers', 'try:  # pragma: no cover\n  a = 1\nexcept A:\n  b = 2\n', [2]],
    ['a handler', 'try:\n  a = 1\nexcept A:  # pragma: no cover\n  b = 2\n', [1]],
    ['nothing from a line of its own', '# pragma: no cover\na = 1\n', [1]],
  ];
  for (const [what, code, measured] of rows) {
    it(`takes ${what}`, () => assert.deepEqual(numbers(code).measured, measured));
  }

  it('is read as coverage.py reads it', () => {
    for (const comment of [
      '#pragma: no cover',
      '# PRAGMA: NO COVER',
      '# pragma no cover because',
      '# x # pragma: nocover',
    ]) {
      assert.deepEqual(numbers(`a = 1  ${comment}\n`).measured, [], comment);
    }
    assert.deepEqual(numbers('a = 1  # no cover\nb = "# pragma: no cover", 2\n').measured, [1, 2]);
  });
});

describe('# pragma: no mutate', () => {
  it('takes its line, and of a block only the header', () => {
    assert.deepEqual(numbers('if f(1):  # pragma: no mutate\n  a = 2\nb = 3  # pragma: no mutate\n').measured, [2]);
  });

  it('takes a whole function or class', () => {
    assert.deepEqual(numbers('class A:  # pragma: no mutate\n  a = 1\n  def f(self): return 2\nb = 3\n').measured, [3]);
  });
});

describe('# tinybug: ignore', () => {
  it('takes its line and gives the reason', () => {
    const { measured, reasons } = numbers('a = 1  # tinybug: ignore the cache is only faster\nb = 2\n');
    assert.deepEqual(measured, [2]);
    assert.equal(reasons.get(1), 'Not measured, because a comment says to ignore it: the cache is only faster.');
  });

  it('above a line takes the next line of code', () => {
    assert.deepEqual(numbers('# tinybug: ignore\n# more\n\na = 1\nb = 2\n').measured, [2]);
    assert.deepEqual(numbers('# tinybug: ignore\ndef f():\n  a = 1\nb = 2\n').measured, [2]);
  });

  it('takes only the mutators it names', () => {
    const code = 'a = 1 + 2  # tinybug: ignore[NumberLiteral, StringLiteral] only hints\n';
    const { mutants, suppressed } = enumerateCode(code);
    assert.deepEqual(
      mutants.map(({ mutatorName }) => mutatorName),
      ['ArithmeticOperator'],
    );
    assert.deepEqual(
      suppressed.map(({ reason }) => reason),
      Array(2).fill('Not measured, because a comment says to ignore it: only hints.'),
    );
  });
});
