import { logicalOperator } from '../../../../service/mutators/operators/logical-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('logicalOperator', () => {
  tableOf(logicalOperator, [
    ['a and b', 'a or b'],
    ['a or b', 'a and b'],
    ['a and b and c', 'a and b or c', '(a or b) and c'],
    ['a or b or c', 'a and b or c', '(a or b) and c'],
    ['a or b and c', 'a and (b and c)', 'a or (b or c)'],
    ['not a and b', 'not a or b'],
    ['(a and\n b)', '(a or\n b)'],
  ]);
});
