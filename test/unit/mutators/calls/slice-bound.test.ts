import { sliceBound } from '../../../../service/mutators/calls/slice-bound.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('sliceBound', () => {
  tableOf(sliceBound, [
    ['a[b:c]', 'a[:c]', 'a[b:]'],
    ['a[::b]', 'a[::]'],
    ['a[b:c:d]', 'a[:c:d]', 'a[b::d]', 'a[b:c:]'],
    ['a[1:, :b]', 'a[:, :b]', 'a[1:, :]'],
    ['a[0:]'],
    ['a[:]'],
    ['a[::1]'],
  ]);
});
