import assert from 'node:assert/strict';
import { enumerateCode } from '../../../helpers/enumerate-code.ts';

const unknownNames = (code: string) => enumerateCode(code).unknownNames;

describe('unknownNames', () => {
  it('has each name of a `# tinybug: ignore[…]` that no mutator has, once, where it first stands, with the nearest', () => {
    const code =
      'a = 1  # tinybug: ignore[NumbrLiteral]\nb = 2\nc = 3  # tinybug: ignore[NumbrLiteral, Blue, NumberLiteral]\n';
    assert.deepEqual(unknownNames(code), [
      { name: 'NumbrLiteral', line: 1, nearest: 'NumberLiteral' },
      { name: 'Blue', line: 3 },
    ]);
  });

  it('finds the mutator that is meant where only the case differs', () => {
    assert.deepEqual(unknownNames('a = 1  # tinybug: ignore[numberliteral]\n'), [
      { name: 'numberliteral', line: 1, nearest: 'NumberLiteral' },
    ]);
  });

  it('has the line of the comment, where that stands above the code', () => {
    assert.equal(unknownNames('# tinybug: ignore[Blue]\n# because\n\na = 1\n')[0]?.line, 1);
  });

  it('has nothing between the brackets as an empty name, and passes over a stray comma', () => {
    assert.deepEqual(unknownNames('a = 1  # tinybug: ignore[]\nb = 2  # tinybug: ignore[NumberLiteral,]\n'), [
      { name: '', line: 1 },
    ]);
  });

  it('is empty for comments without names, other comments and strings', () => {
    const code = 'a = 1  # tinybug: ignore\nb = 2  # pragma: no mutate\nc = "# tinybug: ignore[Blue]"\n';
    assert.deepEqual(unknownNames(code), []);
  });
});
