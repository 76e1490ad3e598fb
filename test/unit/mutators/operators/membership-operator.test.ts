import { membershipOperator } from '../../../../service/mutators/operators/membership-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('membershipOperator', () => {
  tableOf(membershipOperator, [
    ['a in b', 'a not in b'],
    ['a not  in b', 'a in b'],
    ['a in b in c', 'a not in b in c', 'a in b not in c'],
    ['for a in b: pass'],
  ]);
});
