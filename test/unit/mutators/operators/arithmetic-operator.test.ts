import { arithmeticOperator } from '../../../../service/mutators/operators/arithmetic-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('arithmeticOperator', () => {
  tableOf(arithmeticOperator, [
    ['a + b', 'a - b'],
    ['a - b', 'a + b'],
    ['a * b', 'a / b'],
    ['a / b', 'a * b'],
    ['a // b', 'a * b'],
    ['a % b', 'a * b'],
    ['a ** b', 'a * b'],
    ['a @ b', 'a * b'],
    ['(a +\n b)', '(a -\n b)'],
    ['a + "text"'],
    ['f"{a}" + b'],
    ['a + "text" + b'],
    ['"%s" % a'],
    ['"%s" % a + b'],
    ['[0] * n'],
    ['(1,) + b'],
    ['a & b'],
  ]);
});

describe('arithmeticOperator keeps the groups', () => {
  tableOf(arithmeticOperator, [
    ['a ** b * c', 'a * b * c', 'a ** b / c'],
    ['-a ** b', '-(a * b)'],
    ['a ** -b', 'a * -b'],
    ['a ** b ** c', 'a * b ** c', 'a ** (b * c)'],
    ['a / b ** c', 'a * b ** c', 'a / (b * c)'],
    ['x - a ** b', 'x + a ** b', 'x - a * b'],
  ]);
});
