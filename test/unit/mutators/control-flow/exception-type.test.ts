import { exceptionType } from '../../../../service/mutators/control-flow/exception-type.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('exceptionType', () => {
  tableOf(exceptionType, [
    ['raise ValueError("text")', 'raise Exception("text")'],
    ['raise ValueError', 'raise Exception'],
    ['raise a.CustomError(b) from c', 'raise Exception(b) from c'],
    ['raise Exception("text")'],
    ['raise error'],
    ['raise make_error()'],
    ['raise'],
  ]);
});
