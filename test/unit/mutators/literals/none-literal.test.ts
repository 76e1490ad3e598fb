import { noneLiteral } from '../../../../service/mutators/literals/none-literal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('noneLiteral', () => {
  tableOf(noneLiteral, [
    ['a = None', 'a = ""'],
    ['f(a=None)', 'f(a="")'],
    ['def f(a=None): pass', 'def f(a=""): pass'],
    ['a is None'],
    ['a = int | None'],
    ['raise a from None'],
    ['a: None = b'],
    ['def f() -> None: pass'],
    ['a = f"{None}"'],
  ]);
});
