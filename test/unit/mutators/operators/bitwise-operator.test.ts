import { bitwiseOperator } from '../../../../service/mutators/operators/bitwise-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('bitwiseOperator', () => {
  tableOf(bitwiseOperator, [
    ['a & b', 'a | b'],
    ['a | b', 'a & b'],
    ['a ^ b', 'a & b'],
    ['a << b', 'a >> b'],
    ['a >> b', 'a << b'],
    ['a | b & c', 'a & (b & c)', 'a | (b | c)'],
    ['a & b << c', 'a | b << c', 'a & b >> c'],
    ['int | None'],
    ['a + b'],
  ]);
});
