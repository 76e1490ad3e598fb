import { identityOperator } from '../../../../service/mutators/operators/identity-operator.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('identityOperator', () => {
  tableOf(identityOperator, [['a is None', 'a is not None'], ['a is not None', 'a is None'], ['a == b']]);
});
