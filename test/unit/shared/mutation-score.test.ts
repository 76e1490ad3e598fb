import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MutantStatus } from '../../../shared/mutant.ts';
import {
  calculateMutationScore,
  countStatuses,
  emptyMutantCounts,
  isContradicted,
  summariseTriage,
  type TriageCount,
} from '../../../shared/mutation-score.ts';

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

describe('summariseTriage', () => {
  const score = calculateMutationScore(counts({ Killed: 6, Survived: 3, NoCoverage: 1 }));
  const marks = (...given: [TriageCount['kind'], MutantStatus, number][]): TriageCount[] =>
    given.map(([kind, status, mutants]) => ({ kind, status, mutants }));

  it('counts uncaught mutants by mark, and has the score that would be without them', () => {
    const triage = summariseTriage(
      marks(['equivalent', 'Survived', 1], ['equivalent', 'NoCoverage', 1], ['not-useful', 'Survived', 1]),
      score,
    );
    assert.deepEqual(triage, { equivalent: 2, notUseful: 1, contradicted: 0, scoreWithout: 6 / 7 });
  });

  it('counts a caught mutant only where it was marked as equivalent, as a contradiction that changes no number', () => {
    const triage = summariseTriage(marks(['equivalent', 'Killed', 1], ['equivalent', 'Timeout', 1]), score);
    assert.deepEqual(triage, { equivalent: 0, notUseful: 0, contradicted: 2 });
    assert.equal(summariseTriage(marks(['not-useful', 'Killed', 4]), score), undefined);
    assert.equal(isContradicted('not-useful', 'Killed'), false);
  });

  it('says nothing of marked mutants that have no verdict, or where there are no marks', () => {
    assert.equal(summariseTriage(marks(['equivalent', 'Flaky', 1], ['not-useful', 'Pending', 2]), score), undefined);
    assert.equal(summariseTriage([], score), undefined);
  });

  it('has no second score where the first is withheld or nothing is left to count', () => {
    const withheld = calculateMutationScore(counts({ Killed: 1, Survived: 1 }), { withheldBecause: ['shard-missing'] });
    assert.equal(summariseTriage(marks(['equivalent', 'Survived', 1]), withheld)?.scoreWithout, undefined);
    assert.equal(summariseTriage(marks(['equivalent', 'Survived', 1]), undefined)?.scoreWithout, undefined);
    const onlyMarked = calculateMutationScore(counts({ Survived: 2 }));
    assert.equal(summariseTriage(marks(['equivalent', 'Survived', 2]), onlyMarked)?.scoreWithout, undefined);
  });

  it('never makes the second score lower than the first', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (killed, survived, marked) => {
        const measured = calculateMutationScore(counts({ Killed: killed, Survived: survived }));
        const triage = summariseTriage(marks(['equivalent', 'Survived', Math.min(marked, survived)]), measured);
        assert.ok((triage?.scoreWithout ?? 1) >= (measured.score ?? 0));
      }),
    );
  });
});
