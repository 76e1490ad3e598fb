import assert from 'node:assert/strict';
import {
  type ComparisonReplacement,
  MINIMAL_REPLACEMENTS,
  type OrderedOperator,
} from '../../../../service/mutators/operators/comparison-table.ts';
import { equalityOperator } from '../../../../service/mutators/operators/equality-operator.ts';
import { mutatedTexts, tableOf } from '../../../helpers/expect-mutants.ts';

/** For left less than, equal to and greater than right. */
const TRUTH: Record<ComparisonReplacement, readonly [boolean, boolean, boolean]> = {
  '<': [true, false, false],
  '<=': [true, true, false],
  '==': [false, true, false],
  '!=': [true, false, true],
  '>=': [false, true, true],
  '>': [false, false, true],
  True: [true, true, true],
  False: [false, false, false],
};
const REPLACEMENTS = Object.keys(TRUTH) as ComparisonReplacement[];

/** The outcomes in which a test can tell the replacement from the operator. */
const differences = (operator: OrderedOperator, replacement: ComparisonReplacement): number[] =>
  [0, 1, 2].filter((outcome) => TRUTH[operator][outcome] !== TRUTH[replacement][outcome]);

const isSubsumed = (operator: OrderedOperator, replacement: ComparisonReplacement): boolean =>
  REPLACEMENTS.some((other) => {
    const [own, of] = [differences(operator, replacement), differences(operator, other)];
    return other !== operator && of.length < own.length && of.every((outcome) => own.includes(outcome));
  });

describe('MINIMAL_REPLACEMENTS', () => {
  for (const operator of Object.keys(MINIMAL_REPLACEMENTS) as OrderedOperator[]) {
    it(`has for ${operator} exactly the replacements that no other subsumes`, () => {
      const derived = REPLACEMENTS.filter((other) => other !== operator && !isSubsumed(operator, other));
      assert.deepEqual([...MINIMAL_REPLACEMENTS[operator]].sort(), derived.sort());
    });
  }
});

describe('equalityOperator for ordered operands', () => {
  tableOf(equalityOperator, [
    ['a < b', 'False', 'a <= b', 'a != b'],
    ['a <= b', 'True', 'a < b', 'a == b'],
    ['a > b', 'False', 'a >= b', 'a != b'],
    ['a >= b', 'True', 'a > b', 'a == b'],
    ['a == 1', 'False', 'a <= 1', 'a >= 1'],
    ['a != 1', 'True', 'a < 1', 'a > 1'],
    ['-1.5 == a', 'False', '-1.5 <= a', '-1.5 >= a'],
    ['len(a) == n', 'False', 'len(a) <= n', 'len(a) >= n'],
    ['a + 1 == b', 'False', 'a + 1 <= b', 'a + 1 >= b'],
  ]);
});

describe('equalityOperator for operands that may have no order', () => {
  tableOf(equalityOperator, [
    ['a == b', 'a != b'],
    ['a != b', 'a == b'],
    ['a == "text"', 'a != "text"'],
    ['a == None', 'a != None'],
    ['a == [1]', 'a != [1]'],
    ['a == 2j', 'a != 2j'],
    ['a + b == c', 'a + b != c'],
    ['a + "x" == c', 'a + "x" != c'],
    ['1 == "text"', '1 != "text"'],
    ['a in b'],
    ['a is b'],
  ]);
});

describe('equalityOperator in chains', () => {
  tableOf(equalityOperator, [
    ['a < b <= c', 'False', 'a <= b <= c', 'a != b <= c', 'a < b', 'a < b < c', 'a < b == c'],
    ['a == b is c', 'a != b is c'],
  ]);

  it('drops a link in the middle without tearing the others apart', () => {
    const texts = mutatedTexts(equalityOperator, 'not a is b <= c is d');
    assert.ok(texts.includes('not (a is b and c is d)'), texts.join('; '));
  });
});

describe('equalityOperator in loops', () => {
  tableOf(equalityOperator, [['while a <= b: pass', 'while a < b: pass', 'while a == b: pass']]);
});
