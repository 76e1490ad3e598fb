import assert from 'node:assert/strict';
import { enumerateCode } from '../../helpers/enumerate-code.ts';

describe('notMutated', () => {
  it('lists statements without a mutant, with the reason', () => {
    const code = 'import a\nwith b: c()\nwhile d:\n  break\ne = f\ng\n';
    assert.deepEqual(enumerateCode(code).notMutated, [
      { line: 1, reason: 'Imports are not mutated.' },
      { line: 2, reason: 'Context managers are left alone.' },
      { line: 4, reason: 'Without it the loop would only hang.' },
      { line: 5, reason: 'Without it the name would only be missing.' },
      { line: 6, reason: 'No mutator has a change for it.' },
    ]);
  });

  it('says of statements that only mutators have a change for which are not chosen that this is so', () => {
    assert.deepEqual(
      enumerateCode('import a\nreturn_value = not 1\n', ['NumberLiteral', '-NumberLiteral']).notMutated,
      [
        { line: 1, reason: 'Imports are not mutated.' },
        { line: 2, reason: 'Only mutators that the settings leave out have a change for it.' },
      ],
    );
  });

  it('leaves out statements whose mutants are suppressed, because those are ignored mutants', () => {
    const { notMutated, suppressed } = enumerateCode('a = 1  # pragma: no mutate\nb = 2  # tinybug: ignore\n');
    assert.deepEqual([notMutated.length, suppressed.length > 1], [0, true]);
  });

  it('passes over docstrings, declarations, definitions and suppressed statements', () => {
    const code =
      '"""doc"""\nclass A:\n  "doc"\n  a: int\n  def f(self):\n    global b\n    ...\n    pass\n__version__ = "1"\n';
    assert.deepEqual(enumerateCode(code).notMutated, []);
  });
});
