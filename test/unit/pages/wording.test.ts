import assert from 'node:assert/strict';
import { MutantStatus } from '../../../shared/mutant.ts';
import { isDetected, isUndetected } from '../../../shared/mutation-score.ts';
import { formatDuration, formatShare, OUTCOMES } from '../../../service/pages/wording.ts';

describe('formatShare', () => {
  const cases: [number, string][] = [
    [0, '0.0 %'],
    [0.29, '29.0 %'],
    [0.875, '87.5 %'],
    [0.99999, '99.9 %'],
    [1, '100.0 %'],
  ];
  for (const [share, text] of cases) it(`says ${text} for ${share}`, () => assert.equal(formatShare(share), text));
});

describe('formatDuration', () => {
  const cases: [number, string][] = [
    [-5, '0 s'],
    [59_999, '59 s'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h 0 min'],
    [90_061_000, '25 h 1 min'],
  ];
  for (const [durationMs, text] of cases) {
    it(`says ${text} for ${durationMs} ms`, () => assert.equal(formatDuration(durationMs), text));
  }
});

describe('OUTCOMES', () => {
  const statusesOf = (name: string) => OUTCOMES.find((outcome) => outcome.name === name)?.statuses;

  it('has every status once', () => {
    assert.deepEqual(OUTCOMES.flatMap(({ statuses }) => statuses).toSorted(), MutantStatus.options.toSorted());
  });

  it('calls caught and uncaught what the score counts as detected and undetected, and names uncaught first', () => {
    assert.deepEqual(statusesOf('caught')?.toSorted(), MutantStatus.options.filter(isDetected).toSorted());
    assert.deepEqual(statusesOf('uncaught')?.toSorted(), MutantStatus.options.filter(isUndetected).toSorted());
    assert.equal(OUTCOMES[0]?.name, 'uncaught');
  });
});
