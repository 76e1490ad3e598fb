import assert from 'node:assert/strict';
import { compareVerdicts } from '../../../scripts/github/compare-verdicts.ts';
import type { StoredMutant } from '../../../service/storage/store.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const mutant = createMutant();
const withStatus = (status: MutantStatus): StoredMutant[] => [{ mutant, status, coveredBy: [] }];

describe('compareVerdicts', () => {
  it('agrees on equal statuses', () => {
    const comparison = compareVerdicts('sharded', withStatus('Killed'), withStatus('Killed'));
    assert.deepEqual([comparison.compared, comparison.agreeing, comparison.disagreements], [1, 1, []]);
  });

  it('takes a survivor for what no test reaches only where nothing is traced', () => {
    const agreeing = (strategy: 'sharded' | 'branch-per-mutant', inCi: MutantStatus) =>
      compareVerdicts(strategy, withStatus('NoCoverage'), withStatus(inCi)).agreeing;
    assert.equal(agreeing('branch-per-mutant', 'Survived'), 1);
    assert.equal(agreeing('branch-per-mutant', 'Killed'), 0);
    assert.equal(agreeing('sharded', 'Survived'), 0);
  });

  it('does not agree on survivors that are without coverage in CI alone', () => {
    assert.equal(compareVerdicts('branch-per-mutant', withStatus('Survived'), withStatus('NoCoverage')).agreeing, 0);
  });

  it('counts a mutant that only one has measured as a disagreement, and shows both sides', () => {
    const comparison = compareVerdicts('sharded', withStatus('Killed'), withStatus('Ignored'));
    assert.equal(comparison.agreeing, 0);
    assert.match(comparison.disagreements[0] ?? '', /local: Killed\n {2}sharded: not measured/);
  });

  it('compares nothing that was not in the sample', () => {
    assert.equal(compareVerdicts('sharded', withStatus('Ignored'), withStatus('Ignored')).compared, 0);
  });
});
