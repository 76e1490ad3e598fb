import { indexExpression } from '../../../../service/mutators/calls/index-expression.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('indexExpression', () => {
  tableOf(indexExpression, [
    ['a[0]', 'a[-1]'],
    ['a[-1]', 'a[0]'],
    ['a[0] = b', 'a[-1] = b'],
    ['a[1]'],
    ['a[b]'],
    ['a[0, 0]'],
    ['a[0:1]'],
  ]);
});
