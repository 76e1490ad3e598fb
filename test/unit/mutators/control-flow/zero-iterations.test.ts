import { zeroIterations } from '../../../../service/mutators/control-flow/zero-iterations.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('zeroIterations', () => {
  tableOf(zeroIterations, [
    ['for a in b: pass', 'for a in (): pass'],
    ['for a in b, c: pass', 'for a in (): pass'],
    ['while a: pass', 'while False: pass'],
    ['while True: pass', 'while False: pass'],
    ['[a for a in b for c in a]', '[a for a in () for c in a]'],
    ['{a: a for a in b}', '{a: a for a in ()}'],
    ['async def f():\n  async for a in b: pass'],
    ['for a in (): pass'],
  ]);
});
