import assert from 'node:assert/strict';
import { findFlips } from '../../../../scripts/repeat/compare-runs.ts';

describe('finding verdicts that change from run to run', () => {
  const run = (statuses: Record<string, string>) => new Map(Object.entries(statuses));

  it('names no mutant where all runs agree', () => {
    const same = { a: 'Killed', b: 'Survived' };

    assert.deepEqual(findFlips([run(same), run(same), run(same)]), []);
  });

  it('names a mutant with what each run said of it', () => {
    const runs = [run({ a: 'Killed', b: 'Survived' }), run({ a: 'Killed', b: 'Timeout' })];

    assert.deepEqual(findFlips(runs), [{ mutantId: 'b', statuses: ['Survived', 'Timeout'] }]);
  });

  it('counts a mutant that a run has no result for', () => {
    assert.deepEqual(findFlips([run({ a: 'Killed' }), run({})]), [{ mutantId: 'a', statuses: ['Killed', 'missing'] }]);
  });
});
