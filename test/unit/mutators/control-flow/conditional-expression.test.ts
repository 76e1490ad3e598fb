import { conditionalExpression } from '../../../../service/mutators/control-flow/conditional-expression.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('conditionalExpression', () => {
  tableOf(conditionalExpression, [
    ['if a: pass', 'if True: pass', 'if False: pass'],
    ['if(a): pass', 'if True: pass', 'if False: pass'],
    [
      'if a: pass\nelif b: pass',
      'if True: pass\nelif b: pass',
      'if False: pass\nelif b: pass',
      'if a: pass\nelif True: pass',
      'if a: pass\nelif False: pass',
    ],
    ['x = 1 if a else 2', 'x = 1 if True else 2', 'x = 1 if False else 2'],
    ['if a == b: pass', 'if True: pass', 'if False: pass'],
    ['if a < b < c: pass', 'if True: pass', 'if False: pass'],
    ['if a < b: pass'],
    ['if a == 1: pass'],
    ['if (a := b): pass'],
    ['if True: pass'],
    ['while a: pass'],
  ]);
});
