import { assignmentOperator } from '../../../../service/mutators/operators/assignment-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('assignmentOperator', () => {
  tableOf(assignmentOperator, [
    ['a += b', 'a -= b'],
    ['a -= b', 'a += b'],
    ['a *= b', 'a /= b'],
    ['a //= b', 'a *= b'],
    ['a **= b', 'a *= b'],
    ['a |= b', 'a &= b'],
    ['a ^= b', 'a &= b'],
    ['a <<= b', 'a >>= b'],
    ['a += "text"', 'a = "text"'],
    ['a += [b]', 'a = [b]'],
  ]);
});
