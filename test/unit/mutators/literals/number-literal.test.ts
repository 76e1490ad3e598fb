import { numberLiteral } from '../../../../service/mutators/literals/number-literal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('numberLiteral', () => {
  tableOf(numberLiteral, [
    ['0', '1'],
    ['1', '2'],
    ['1_000', '1001'],
    ['0xff', '0x100'],
    ['0b11', '0b100'],
    ['0o17', '0o20'],
    ['00', '1'],
    ['123456789012345678901234567890', '123456789012345678901234567891'],
    ['1.5', '2.5'],
    ['1.', '2.0'],
    ['1e3', '1001.0'],
    ['1e300', '2e+300'],
    ['2j', '3j'],
    ['-1', '-2'],
    ['a <= 1', 'a <= 2'],
    ['a > 1', 'a > 2'],
    ['a < 1'],
    ['a >= -1'],
    ['a == 1'],
    ['a[0]'],
    ['a[-1]'],
    ['a[1]', 'a[2]'],
    ['a[1:]', 'a[2:]'],
    ['def f(a=1): pass', 'def f(a=2): pass'],
    ['1if a else b', '2 if a else b'],
  ]);
});
