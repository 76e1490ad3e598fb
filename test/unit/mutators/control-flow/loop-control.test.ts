import { loopControl } from '../../../../service/mutators/control-flow/loop-control.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('loopControl', () => {
  tableOf(loopControl, [
    ['for a in b:\n  break', 'for a in b:\n  continue'],
    ['for a in b:\n  continue', 'for a in b:\n  break'],
    ['while a:\n  continue', 'while a:\n  break'],
    ['while a:\n  break'],
    ['for a in itertools.count():\n  break'],
    ['while a:\n  for b in c: pass\n  else: break'],
    ['for a in b:\n  while c: pass\n  else: break', 'for a in b:\n  while c: pass\n  else: continue'],
  ]);
});
