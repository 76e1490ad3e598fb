import { defaultArgument } from '../../../../service/mutators/calls/default-argument.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('defaultArgument', () => {
  tableOf(defaultArgument, [
    ['def f(a=b): pass', 'def f(a=None): pass'],
    ['def f(a: int = b): pass', 'def f(a: int = None): pass'],
    ['def f(a=()): pass', 'def f(a=None): pass'],
    ['f = lambda a=b: a', 'f = lambda a=None: a'],
    ['def f(a=1): pass'],
    ['def f(a=None): pass'],
    ['def f(a): pass'],
  ]);
});
