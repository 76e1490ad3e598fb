import { argumentRemoval } from '../../../../service/mutators/calls/argument-removal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('argumentRemoval', () => {
  tableOf(argumentRemoval, [
    ['f(a, b)', 'f(a)'],
    ['f(a, b=c)', 'f(a)'],
    ['f(a=b)', 'f()'],
    ['f(\n  a=b,\n)', 'f(\n  \n)'],
    ['f(*a, **b)', 'f(**b)', 'f(*a)'],
    ['f(a=b, c=d)', 'f(c=d)', 'f(a=b)'],
    ['f(a,  # comment\n  b)', 'f(a)'],
    ['getattr(a, b, c)', 'getattr(a, b)'],
    ['f(a)'],
    ['f(a for a in b)'],
    ['isinstance(a, b)'],
    ['getattr(a, b)'],
    ['class A(B, metaclass=C): pass'],
  ]);
});
