import assert from 'node:assert/strict';
import { collectShellWords, parseMinutes, parsePercent } from '../../../service/cli/option-values.ts';

describe('collectShellWords', () => {
  const table: [string, string[]][] = [
    ['', []],
    ['-x  --lf', ['-x', '--lf']],
    [`-k 'a and b'`, ['-k', 'a and b']],
    [`-k "a \\"b\\" c"`, ['-k', 'a "b" c']],
    [`--opt="a b"c`, ['--opt=a bc']],
    [`a\\ b`, ['a b']],
    [`''`, ['']],
    [`"it's"`, [`it's`]],
    [`'\\n'`, ['\\n']],
    [`"$HOME"`, ['$HOME']],
  ];
  for (const [text, words] of table) {
    it(`splits ${text || 'nothing'} into ${JSON.stringify(words)}`, () => {
      assert.deepEqual(collectShellWords(text), words);
    });
  }

  it('adds to what earlier uses of the option gave', () => {
    assert.deepEqual(collectShellWords('-x', ['-q']), ['-q', '-x']);
  });

  for (const text of [`"a`, `it's`, `a" b`]) {
    it(`refuses ${text}, whose quote is not closed`, () => {
      assert.throws(() => collectShellWords(text), /quote is not closed/);
    });
  }
});

describe('parseMinutes', () => {
  const table: [string, number][] = [
    ['10', 10],
    ['10m', 10],
    ['10 min', 10],
    ['90s', 1.5],
    ['1.5h', 90],
    ['24h', 1_440],
  ];
  for (const [text, minutes] of table) {
    it(`reads ${text} as ${minutes} minutes`, () => {
      assert.equal(parseMinutes(text), minutes);
    });
  }
});

describe('parsePercent', () => {
  it('reads a number with or without a per cent sign', () => {
    assert.equal(parsePercent('80'), 80);
    assert.equal(parsePercent('79.5 %'), 79.5);
    assert.throws(() => parsePercent(''));
  });
});
