import { unaryOperator } from '../../../../service/mutators/operators/unary-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('unaryOperator', () => {
  tableOf(unaryOperator, [
    ['-a', 'a'],
    ['+a', '-a'],
    ['~a', 'a'],
    ['not a', 'a'],
    ['not a == b', 'a == b'],
    ['a ** -b', 'a ** b'],
    ['def f():\n  return-a', 'def f():\n  return a'],
    ['a[-1]'],
    ['a[-2]', 'a[2]'],
    ['-0'],
  ]);
});
