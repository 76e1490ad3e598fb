import { collectionLiteral } from '../../../../service/mutators/literals/collection-literal.ts';
import { tableOf } from '../../../helpers/expect-mutants.ts';

describe('collectionLiteral', () => {
  tableOf(collectionLiteral, [
    ['a = [b]', 'a = []'],
    ['a = (b,)', 'a = ()'],
    ['a = {b}', 'a = set()'],
    ['a = {b: c}', 'a = {}'],
    ['isinstance(a, (b, c))', 'isinstance(a, ())'],
    ['a = [\n  b,  # comment\n]', 'a = []'],
    ['a = []'],
    ['a, b = (c, d)'],
    ['[a, b] = [c, d]'],
    ['"%s %s" % (a, b)'],
    ['try: pass\nexcept (A, B): pass'],
    ['try: pass\nexcept (A, B) as e: pass'],
    ['for (a, b) in c: pass'],
    ['a = f"{ {b: c} }"'],
  ]);
});
