import { matchCase } from '../../../../service/mutators/control-flow/match-case.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('matchCase', () => {
  tableOf(matchCase, [
    ['match a:\n  case 1: pass', 'match a:\n  case _ if False: pass'],
    ['match a:\n  case _: pass', 'match a:\n  case _ if False: pass'],
    ['match a:\n  case b if c: pass', 'match a:\n  case _ if False: pass', 'match a:\n  case b if True: pass'],
    ['match a:\n  case 1, 2: pass', 'match a:\n  case _ if False: pass'],
    ['match a:\n  case 1,: pass', 'match a:\n  case _ if False: pass'],
    [
      'match a:\n  case 1 | -2 | None: pass',
      'match a:\n  case _ if False: pass',
      'match a:\n  case -2 | None: pass',
      'match a:\n  case 1 | None: pass',
      'match a:\n  case 1 | -2: pass',
    ],
    ['match(a)'],
  ]);
});
