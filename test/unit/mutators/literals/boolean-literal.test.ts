import { booleanLiteral } from '../../../../service/mutators/literals/boolean-literal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('booleanLiteral', () => {
  tableOf(booleanLiteral, [
    ['a = True', 'a = False'],
    ['a = False', 'a = True'],
    ['def f(a=True): pass', 'def f(a=False): pass'],
    ['while True: pass'],
    ['True_ = a'],
  ]);
});
