import { exceptionHandler } from '../../../../service/mutators/control-flow/exception-handler.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('exceptionHandler', () => {
  tableOf(exceptionHandler, [
    ['try: pass\nexcept A: pass', 'try: pass\nexcept (): pass'],
    ['try: pass\nexcept A as e: pass', 'try: pass\nexcept () as e: pass'],
    ['try: pass\nexcept: pass', 'try: pass\nexcept (): pass'],
    ['try: pass\nexcept(A): pass', 'try: pass\nexcept(): pass'],
    [
      'try: pass\nexcept (A, B): pass',
      'try: pass\nexcept (): pass',
      'try: pass\nexcept (B): pass',
      'try: pass\nexcept (A): pass',
    ],
    ['try: pass\nexcept* A: pass', 'try: pass\nexcept* (): pass'],
    ['try: pass\nexcept (A, *B): pass', 'try: pass\nexcept (): pass'],
    ['try: pass\nexcept (): pass'],
  ]);
});
