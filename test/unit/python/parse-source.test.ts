import assert from 'node:assert/strict';
import { isParsable, parseSource } from '../../../service/python/parse-source.ts';
import { contains, descendantsOf } from '../../../service/python/syntax-node.ts';

describe('parseSource', () => {
  it('names the line of a syntax error', () => {
    assert.deepEqual(parseSource('a = 1\nb = (\n'), { kind: 'invalid', line: 2 });
    assert.deepEqual(parseSource('a = 1\n\nif b c:\n  pass\n'), { kind: 'invalid', line: 3 });
  });

  it('copies the tree with offsets in UTF-16 units', () => {
    const text = 'a = "𝄞" + b\n';
    const parsed = parseSource(text);
    assert.ok(parsed.kind === 'parsed');
    const operator = parsed.tree.nodes.find(({ type }) => type === '+');
    assert.equal(operator?.start, text.indexOf('+'));
    assert.equal(operator.parent?.text, '"𝄞" + b');
  });

  it('lists parents before their children, each node once', () => {
    const parsed = parseSource('def f(a):\n  return [a, (a, 1)]\n');
    assert.ok(parsed.kind === 'parsed');
    assert.deepEqual(parsed.tree.nodes, [...descendantsOf(parsed.tree.root)]);
    assert.equal(parsed.tree.root.parent, undefined);
  });

  it('parses files above 32 KiB to their end', () => {
    const text = `# ${'ü'.repeat(100)}\nif a:\n    b = c + 1\n`.repeat(2_000) + 'last = 1\n';
    const parsed = parseSource(text);
    assert.ok(parsed.kind === 'parsed');
    assert.equal(parsed.tree.root.children.at(-1)?.text, 'last = 1');
  });

  it('copies expressions nested thousands deep', () => {
    const parsed = parseSource(`a = ${Array.from({ length: 6_000 }, () => 'b').join(' + ')}\n`);
    assert.ok(parsed.kind === 'parsed');
    assert.equal(parsed.tree.nodes.filter(({ type }) => type === 'binary_operator').length, 5_999);
  });

  const newer: [what: string, code: string, type: string][] = [
    ['match (3.10)', 'match a:\n  case [1, *b]: pass\n', 'match_statement'],
    ['except* (3.11)', 'try: pass\nexcept* A: pass\n', 'except_clause'],
    ['type aliases (3.12)', 'type A[T] = list[T]\n', 'type_alias_statement'],
    ['type parameters (3.12)', 'def f[T: int](a: T) -> T: return a\n', 'type_parameter'],
    ['nested quotes in f-strings (3.12)', 'a = f"{b["c"]}"\n', 'interpolation'],
    ['template strings (3.14)', 'a = t"{b}"\n', 'interpolation'],
    ['except without parentheses (3.14)', 'try: pass\nexcept A, B: pass\n', 'except_clause'],
  ];
  for (const [what, code, type] of newer) {
    it(`parses ${what}`, () => {
      const parsed = parseSource(code);
      assert.ok(parsed.kind === 'parsed' && contains(parsed.tree.root, new Set([type])));
    });
  }
});

describe('isParsable', () => {
  it('tells Python from what is not', () => {
    assert.equal(isParsable('a = b\n'), true);
    assert.equal(isParsable('a = = b\n'), false);
    assert.equal(isParsable('f(a b)\n'), false);
  });
});
