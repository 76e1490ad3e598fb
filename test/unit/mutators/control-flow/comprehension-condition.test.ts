import { comprehensionCondition } from '../../../../service/mutators/control-flow/comprehension-condition.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('comprehensionCondition', () => {
  tableOf(comprehensionCondition, [
    ['[a for a in b if c]', '[a for a in b if True]'],
    ['[a for a in b if a < 1]', '[a for a in b if True]'],
    ['{a for a in b if c if d}', '{a for a in b if True if d}', '{a for a in b if c if True}'],
    ['(a for a in b)'],
    ['[a for a in b if (c := a)]'],
  ]);
});
