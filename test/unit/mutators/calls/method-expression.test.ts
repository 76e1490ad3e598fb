import { methodExpression } from '../../../../service/mutators/calls/method-expression.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('methodExpression', () => {
  tableOf(methodExpression, [
    ['a.startswith(b)', 'a.endswith(b)'],
    ['a.endswith(b)', 'a.startswith(b)'],
    ['a.strip()', 'a.lstrip()'],
    ['a.lower().upper()', 'a.upper().upper()', 'a.lower().lower()'],
    ['a.split(b, 1)', 'a.rsplit(b, 1)'],
    ['a.popleft()', 'a.pop()'],
    ['min(a)', 'max(a)'],
    ['any(a)', 'all(a)'],
    ['sorted(a)', 'list(a)'],
    ['math.floor(a)', 'math.ceil(a)'],
    ['a.split(b)'],
    ['a.append(b)'],
    ['sorted(a, key=b)'],
    ['a.min(b)'],
    ['startswith(a)'],
  ]);
});
