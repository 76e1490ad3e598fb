import { decoratorRemoval } from '../../../../service/mutators/calls/decorator-removal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('decoratorRemoval', () => {
  tableOf(decoratorRemoval, [
    ['@a\ndef f(): pass', 'def f(): pass'],
    ['@a\n@b(c)\ndef f(): pass', '@b(c)\ndef f(): pass', '@a\ndef f(): pass'],
    ['class A:\n    @a\n    # comment\n    def f(self): pass', 'class A:\n    def f(self): pass'],
    ['@a\nclass A: pass', 'class A: pass'],
  ]);
});
