import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Mutant } from '../../../shared/mutant.ts';
import { enumerateMutants } from '../../../service/mutators/enumerate-mutants.ts';
import { isParsable } from '../../../service/python/parse-source.ts';
import { enumerateCode, findChange, spliceBytes } from '../../helpers/enumerate-code.ts';

const changesOf = (content: string): string[] =>
  enumerateCode(content).mutants.map(({ original, replacement }) => `${original} → ${replacement}`);

describe('enumerateMutants: files', () => {
  it('leaves out a file with a syntax error and names the line', () => {
    assert.deepEqual(enumerateMutants({ path: 'b/a.py', bytes: Buffer.from('a = 1\nb = (\n') }), {
      kind: 'skipped',
      path: 'b/a.py',
      reason: 'b/a.py is left out: syntax error at line 2.',
    });
  });

  it('leaves out a file that is not UTF-8', () => {
    const file = enumerateMutants({ path: 'a.py', bytes: Buffer.from([0x61, 0xff]) });
    assert.ok(file.kind === 'skipped');
    assert.match(file.reason, /^a\.py is left out: it is not valid UTF-8\.$/);
  });

  it('has no mutants of an empty file', () => {
    assert.deepEqual(enumerateCode('').mutants, []);
  });

  it('names the SHA-256 of the bytes, byte order mark included', () => {
    const bytes = Buffer.from('\ufeffa = 1\n');
    const { sha256, text } = enumerateCode(bytes);
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(text, 'a = 1\n');
  });
});

describe('enumerateMutants: splicing', () => {
  const LINE_ENDS = '# ü𝄞\r\ndef f(a):\r\n\tif a and "€":\r\n\t\treturn [a,\r\n\t\t\t"𝄞", 1]\r\n\treturn None\r\n';
  const files: [what: string, text: string][] = [
    ['CRLF, tabs and text beyond ASCII', LINE_ENDS],
    ['a byte order mark', `\ufeff${LINE_ENDS}`],
    ['a coding cookie', '# -*- coding: utf-8 -*-\nname = "ü"\nb = name + "€" * 2\n'],
    ['no line end at the end', 'a = b < c'],
    ['a form feed', 'def f(): return a + b\n\x0c\ndef g(): return a - b\n'],
    ['more than 32 KiB', `# ${'ü'.repeat(90)}\nif a:\n    b = c + 1\n`.repeat(400)],
    ['syntax newer than 3.9', 'match a:\n  case [1, *b] if b > 1: c(b)\ntype T[K] = list[K]\nd = f"{a["k"] + 1}"\n'],
  ];
  for (const [what, text] of files) {
    it(`gives exact places in a file with ${what}`, () => {
      const bytes = Buffer.from(text);
      const { mutants, text: decoded } = enumerateCode(bytes);
      const lines = decoded.split('\n');
      assert.ok(mutants.length > 0);
      for (const [index, mutant] of mutants.entries()) {
        Mutant.parse(mutant);
        assert.equal(bytes.subarray(...mutant.byteRange).toString(), mutant.original);
        const { start } = mutant.location;
        const [firstLine = ''] = mutant.original.split('\n');
        assert.ok(lines[start.line - 1]?.startsWith(firstLine, start.column - 1));
        const mutated = spliceBytes(bytes, mutant);
        assert.notDeepEqual(mutated, bytes);
        // A whole parse of the longest file takes a while: every fortieth of its mutants has one.
        if (bytes.length < 32_768 || index % 40 === 0)
          assert.ok(
            isParsable(mutated.toString().replace(/^\ufeff/, '')),
            `${mutant.original} → ${mutant.replacement}`,
          );
      }
    });
  }

  it('ends a location behind the last character, across lines', () => {
    const { location } = findChange(enumerateCode('a(b)\nf(1,\n  2)\n'), 'f(1,\n  2)', 'pass');
    assert.deepEqual(location, { start: { line: 2, column: 1 }, end: { line: 3, column: 5 } });
  });
});

describe('enumerateMutants: choice', () => {
  it('is in source order and the same each time', () => {
    const content = 'def f(a, b=2):\n  if a < b and not a:\n    return a + b\n  return [a for a in b if a]\n';
    const { mutants } = enumerateCode(content);
    const starts = mutants.map(({ byteRange }) => byteRange[0]);
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
    assert.deepEqual(enumerateCode(content).mutants, mutants);
  });

  it('makes no text twice', () => {
    const content = 'while a[1:] and f(b, b):\n  if x in y: return_ = -1\n  for i in [1]: f(i, *i, k=[i])\n';
    const texts = enumerateCode(content).mutants.map((mutant) => spliceBytes(Buffer.from(content), mutant).toString());
    assert.deepEqual(texts.length, new Set(texts).size);
  });

  it('uses only the mutators named', () => {
    const names = enumerateCode('a = b + "c" if d else 1\n', ['StringLiteral', 'NumberLiteral']).mutants;
    assert.deepEqual(
      names.map(({ mutatorName }) => mutatorName),
      ['StringLiteral', 'NumberLiteral'],
    );
  });

  it('leaves annotations, base classes, imports and type aliases alone', () => {
    const content =
      'from a import b\nclass C(D[1], E("x")):\n  f: "G" = h\ndef i(j: K["l"] = m) -> None: ...\ntype N = O[1]\n';
    assert.deepEqual(changesOf(content), ['m → None']);
  });

  it('writes nothing into an f-string that Python before 3.12 cannot read', () => {
    assert.deepEqual(changesOf('a = f"{b + 1} {None} {[c]} {d != e:>{f}} {g[\'h\']}"\n').toSorted(), [
      '!= → ==',
      '+ → -',
      '1 → 2',
      '[c] → []',
      'f"{b + 1} {None} {[c]} {d != e:>{f}} {g[\'h\']}" → ""',
    ]);
  });

  it('replaces nothing that is too long to be judged as one change', () => {
    const { mutants } = enumerateCode(`A = [${'"text", '.repeat(2_000)}]\n`);
    assert.ok(mutants.every(({ mutatorName }) => mutatorName === 'StringLiteral'));
    assert.equal(mutants.length, 2_000);
  });

  it('mutates one part of a table of data without parsing all of it', () => {
    const rows = Array.from({ length: 600 }, (_, index) => `  ("name ${index}", [${index}]),\n`).join('');
    const { mutants } = enumerateCode(`TABLE = [\n${rows}]\n`);
    assert.equal(mutants.filter(({ mutatorName }) => mutatorName === 'NumberLiteral').length, 600);
  });
});

describe('enumerateMutants: ids', () => {
  const idsOf = (content: string): string[] => enumerateCode(content).mutants.map(({ id }) => id);

  it('survive lines added above and in between', () => {
    const before = 'def f(a):\n  b = a + 1\n  return b + 1\n';
    const after = '# more\n\ndef f(a):\n  # more\n  b = a + 1\n\n  return b + 1\n';
    assert.deepEqual(idsOf(after), idsOf(before));
  });

  it('tell equal changes of one function apart, in source order', () => {
    const { mutants } = enumerateCode('def f(a):\n  b = a + a\n  return b + b\n', ['ArithmeticOperator']);
    assert.deepEqual(
      mutants.map(({ ordinal }) => ordinal),
      [0, 1],
    );
    assert.equal(new Set(mutants.map(({ id }) => id)).size, 2);
  });

  it('do not change because a comment forbids a mutant before them', () => {
    const ids = idsOf('def f(a):\n  b = a + a\n  return b + b\n');
    const left = idsOf('def f(a):\n  b = a + a  # pragma: no mutate\n  return b + b\n');
    assert.ok(left.length > 0 && left.every((id) => ids.includes(id)));
  });
});
