import { returnValue } from '../../../../service/mutators/control-flow/return-value.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('returnValue', () => {
  tableOf(returnValue, [
    ['def f(): return a', 'def f(): return None'],
    ['def f(): return a, b', 'def f(): return None'],
    ['def f(): return(a)', 'def f(): return None'],
    ['def f(): return []', 'def f(): return None'],
    ['def f(): yield a', 'def f(): yield None'],
    ['def f(): yield from a', 'def f(): yield from ()'],
    ['f = lambda: a', 'f = lambda: None'],
    ['def f(): return'],
    ['def f(): return None'],
    ['def f(): return True'],
    ['def f(): return "text"'],
    ['def f(): return [a]'],
    ['def f(): return a == b'],
  ]);
});
