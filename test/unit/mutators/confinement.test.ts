import assert from 'node:assert/strict';
import type { Confinement } from '../../../shared/mutant.ts';
import { enumerateCode, findChange } from '../../helpers/enumerate-code.ts';

const body = (first: number, last = first): Confinement => ({ kind: 'body', lines: [first, last] });
const parameter = (first: number, last = first): Confinement => ({ kind: 'default', lines: [first, last] });

const rows: [title: string, code: string, change: [string, string], expected: Confinement | undefined][] = [
  ['a lambda confines its body', 'a = [\n lambda b: b + 1]\n', ['1', '2'], body(2)],
  ['a lambda confines it on all its lines', 'a = lambda b: (\n  b\n  + 1)\n', ['1', '2'], body(1, 3)],
  ['the innermost of two lambdas does', 'a = lambda b: (\n lambda c: c + 1)\n', ['1', '2'], body(2)],
  ['a lambda in a function does, too', 'def f(a):\n  return sorted(a, key=lambda b: b + 1)\n', ['1', '2'], body(2)],
  ['a function does whose body is on its line', 'def f(a): return a + 1\n', ['1', '2'], body(1)],
  ['it begins with its decorators', '@d\n@e\ndef f(a): return a + 1\n', ['1', '2'], body(1, 3)],
  ['a method does', 'class C:\n  async def f(a): return a + 1\n', ['1', '2'], body(2)],
  ['one whose head has more lines does', 'def f(\n  a,\n): return a + 1\n', ['1', '2'], body(1, 3)],
  ['one with a body of its own lines does not', 'def f(a):\n  return a + 1\n', ['1', '2'], undefined],
  ['nor does a generator, which a call makes', 'def f(a): yield a + 1\n', ['1', '2'], undefined],
  ['nor a lambda that is one', 'a = lambda b: (yield b + 1)\n', ['1', '2'], undefined],
  ['a decorator is outside of it', '@d(1)\ndef f(a): return a\n', ['1', '2'], undefined],
  ['a class is no function', 'class C: a = 1\n', ['1', '2'], undefined],
  ['a literal default is confined', '@d\ndef f(a=1):\n  return a\n', ['1', '2'], parameter(1, 2)],
  ['on whatever line it stands', 'def f(\n  a: int = 1,\n):\n  return a\n', ['1', '2'], parameter(1)],
  ['a keyword’s is', 'def f(*, a="b"):\n  return a\n', ['"b"', '""'], parameter(1)],
  ['a lambda’s is', 'a = [\n lambda b=True: b]\n', ['True', 'False'], parameter(2)],
  ['None is', 'def f(a=None):\n  return a\n', ['None', '""'], parameter(1)],
  ['a negative number is', 'def f(a=-1):\n  return a\n', ['1', '2'], parameter(1)],
  ['a tuple of literals is', 'def f(a=(1, ("b", "c"))):\n  return a\n', ['1', '2'], parameter(1)],
  ['an f-string without anything in it is', 'def f(a=f"b"):\n  return a\n', ['f"b"', '""'], parameter(1)],
  ['one with something in it is not', 'def f(a=f"{b}"):\n  return a\n', ['f"{b}"', '""'], undefined],
  ['a list is not, which calls may change', 'def f(a=[1]):\n  return a\n', ['1', '2'], undefined],
  ['a call is not', 'def f(a=b(1)):\n  return a\n', ['1', '2'], undefined],
  ['a sum is not', 'def f(a=b + 1):\n  return a\n', ['1', '2'], undefined],
  ['a tuple with a name is not', 'def f(a=(1, b)):\n  return a\n', ['1', '2'], undefined],
  ['an argument with the same look is not', 'f(a=1)\n', ['1', '2'], undefined],
  ['a default within a function is not', 'def f():\n  def g(a=1):\n    return a\n', ['1', '2'], undefined],
];

describe('what confines a mutant', () => {
  for (const [title, code, [original, replacement], expected] of rows) {
    it(`${title}: ${JSON.stringify(code)}`, () => {
      assert.deepEqual(findChange(enumerateCode(code), original, replacement).confinedTo, expected);
    });
  }
});
