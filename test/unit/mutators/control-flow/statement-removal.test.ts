import { statementRemoval } from '../../../../service/mutators/control-flow/statement-removal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('statementRemoval', () => {
  tableOf(statementRemoval, [
    ['f(a)', 'pass'],
    ['f(a,\n  b)', 'pass'],
    ['a.b = c', 'pass'],
    ['a[b] = c', 'pass'],
    ['a += b', 'pass'],
    ['del a', 'pass'],
    ['raise a', 'pass'],
    ['a(); b()', 'pass; b()', 'a(); pass'],
    ['async def f():\n  await a', 'async def f():\n  pass'],
    ['a = 1\na = 2', 'a = 1\npass'],
    ['def f(a):\n  a = 1', 'def f(a):\n  pass'],
    ['def f():\n  global a\n  a = 1', 'def f():\n  global a\n  pass'],
    ['import a.b as c\nc = 1', 'import a.b as c\npass'],
    ['def f():\n  if a: return\n  b', 'def f():\n  if a: pass\n  b'],
    ['a = 1'],
    ['a = 1\ndef f():\n  a = 2'],
    ['a: int'],
    ['def f():\n  if a: return'],
    ['def f():\n  yield a'],
    ['def f():\n  a.b = yield'],
    ['f(a := b)'],
    ['import a'],
    ['"docstring"'],
    ['a == b'],
    ['...'],
  ]);
});
