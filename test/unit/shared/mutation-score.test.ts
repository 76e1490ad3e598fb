import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MutantStatus } from '../../../shared/mutant.ts';
import { calculateMutationScore, countStatuses, emptyMutantCounts } from '../../../shared/mutation-score.ts';

const counts = (some: Partial<Record<MutantStatus, number>>) => ({ ...emptyMutantCounts(), ...some });

describe('calculateMutationScore', () => {
  it('divides detected by valid: Timeout is caught, NoCoverage is uncaught', () => {
    const score = calculateMutationScore(counts({ Killed: 5, Timeout: 1, Survived: 1, NoCoverage: 1 }));
    assert.equal(score.score, 6 / 8);
    assert.deepEqual([score.detected, score.undetected, score.valid], [6, 2, 8]);
  });

  it('leaves Ignored and CompileError out of every number', () => {
    const score = calculateMutationScore(counts({ Killed: 1, Ignored: 50, CompileError: 50 }));
    assert.equal(score.score, 1);
    assert.equal(score.withoutVerdict, 0);
  });

  it('has no score, neither 0 nor 1, when nothing is valid', () => {
    const score = calculateMutationScore(counts({ Ignored: 3 }));
    assert.equal(score.score, undefined);
    assert.deepEqual(score.withheld, ['nothing-valid']);
  });

  it('shows a score with exactly 10 % without verdict and withholds it with more', () => {
    assert.equal(calculateMutationScore(counts({ Killed: 90, RuntimeError: 10 })).score, 1);
    const withheld = calculateMutationScore(counts({ Killed: 89, RuntimeError: 6, Flaky: 3, Pending: 2 }));
    assert.equal(withheld.score, undefined);
    assert.deepEqual(withheld.withheld, ['too-many-without-verdict']);
  });

  it('withholds the score for a reason of the run, whatever the counts', () => {
    const score = calculateMutationScore(counts({ Killed: 10 }), { withheldBecause: ['shard-missing'] });
    assert.equal(score.score, undefined);
    assert.deepEqual(score.withheld, ['shard-missing']);
  });

  it('gives the Wilson interval for a sample, and none otherwise', () => {
    const { confidenceInterval } = calculateMutationScore(counts({ Killed: 80, Survived: 20 }), { sampled: true });
    // Reference values: R, prop.test(80, 100, correct = FALSE)$conf.int
    assert.ok(Math.abs((confidenceInterval?.low ?? 0) - 0.7111708) < 1e-6);
    assert.ok(Math.abs((confidenceInterval?.high ?? 0) - 0.8666331) < 1e-6);
    assert.equal(calculateMutationScore(counts({ Killed: 80, Survived: 20 })).confidenceInterval, undefined);
  });

  it('keeps the score inside its interval, and the interval inside 0 to 1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (Killed, Survived) => {
        fc.pre(Killed + Survived > 0);
        const { score, confidenceInterval: interval } = calculateMutationScore(counts({ Killed, Survived }), {
          sampled: true,
        });
        assert.ok(score !== undefined && interval);
        assert.ok(interval.low >= 0 && interval.high <= 1);
        assert.ok(interval.low <= score + 1e-12 && score <= interval.high + 1e-12);
      }),
    );
  });
});

describe('countStatuses', () => {
  it('has a number for every status', () => {
    assert.deepEqual(Object.keys(countStatuses([])).sort(), [...MutantStatus.options].sort());
    assert.equal(countStatuses(['Killed', 'Killed', 'Flaky']).Killed, 2);
  });
});
