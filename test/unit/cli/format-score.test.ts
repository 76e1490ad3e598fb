import assert from 'node:assert/strict';
import { formatDuration } from '../../../service/cli/format-duration.ts';
import { formatCounts, formatPercent, formatScore, formatTriage } from '../../../service/cli/format-score.ts';
import { createTextStyle } from '../../../service/cli/text-style.ts';
import { calculateMutationScore, countStatuses } from '../../../shared/mutation-score.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';

const style = createTextStyle(false);
const repeat = (status: MutantStatus, times: number): MutantStatus[] => Array.from({ length: times }, () => status);

describe('formatScore', () => {
  it('says what the score rests on', () => {
    const counts = countStatuses([...repeat('Killed', 7), ...repeat('Timeout', 1), ...repeat('Survived', 2)]);
    assert.deepEqual(formatScore(calculateMutationScore(counts), style), [
      'Mutation score: 80.0 % (8 of 10 mutants caught)',
    ]);
  });

  it('adds the interval to the score of a sample', () => {
    const counts = countStatuses([...repeat('Killed', 80), ...repeat('Survived', 20)]);
    const lines = formatScore(calculateMutationScore(counts, { sampled: true }), style);
    assert.equal(lines[1], 'An estimate from a sample: between 71.1 % and 86.6 % with 95 % confidence.');
  });

  it('says why there is no score instead of showing one', () => {
    const counts = countStatuses([...repeat('Killed', 5), ...repeat('RuntimeError', 5)]);
    const lines = formatScore(calculateMutationScore(counts), style);
    assert.deepEqual(lines, [
      'Mutation score: withheld, because more than 10 % of the mutants have no verdict.',
      '5 of 5 mutants caught, 5 more without a verdict.',
    ]);
  });
});

describe('formatTriage', () => {
  it('says how many are marked, the score without them, and that marks are wrong', () => {
    assert.deepEqual(formatTriage({ equivalent: 1, notUseful: 0, contradicted: 2, scoreWithout: 8 / 9 }), [
      '88.8 % without 1 marked mutant: 1 equivalent.',
      '2 mutants that are marked as equivalent were caught by tests: their marks are wrong.',
    ]);
    assert.deepEqual(formatTriage({ equivalent: 0, notUseful: 2, contradicted: 0 }), [
      '2 uncaught mutants are marked: 2 not useful.',
    ]);
    assert.deepEqual(formatTriage(undefined), []);
  });
});

describe('formatPercent', () => {
  it('rounds down, so that a score below a threshold never looks as if it reached it', () => {
    assert.equal(formatPercent(0.7999), '79.9 %');
    assert.equal(formatPercent(0.29), '29.0 %');
    assert.equal(formatPercent(1), '100.0 %');
  });
});

describe('formatCounts', () => {
  it('lists the statuses that occur, aligned', () => {
    const counts = countStatuses([...repeat('Killed', 12), ...repeat('Survived', 3)]);
    assert.deepEqual(formatCounts(counts, style), [
      '  12  Killed        caught: a test failed',
      '   3  Survived      uncaught: every covering test passed',
    ]);
  });
});

describe('formatDuration', () => {
  const table: [number, string][] = [
    [0, '0.0 s'],
    [840, '0.8 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [7_620_000, '2 h 07 min'],
  ];
  for (const [milliseconds, text] of table) {
    it(`writes ${milliseconds} ms as ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text);
    });
  }
});
