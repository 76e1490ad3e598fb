import assert from 'node:assert/strict';
import { chooseStrategy } from '../../../service/planning/choose-strategy.ts';
import { describeMeasuring } from '../../../service/planning/describe-measuring.ts';

const capacityOf = (hasWorkflow: boolean, isPrivate = true) =>
  chooseStrategy({ settings: { 'concurrent-jobs': 20 }, hasWorkflow, isPrivate });
const estimate = { jobs: 6, billedMinutes: 42, wallMs: 8.2 * 60_000 };

describe('describeMeasuring', () => {
  it('says jobs, time and minutes that are billed, and why', () => {
    const text = describeMeasuring(capacityOf(true), { mutants: 1_234, inScope: 1_234 }, estimate) ?? '';
    assert.ok(text.startsWith('Measures 1234 mutants in 6 CI jobs, about 9 minutes from now, 42 minutes billed. '));
    assert.match(text, /workflow is installed/);
    assert.doesNotMatch(text, /sample/);
  });

  it('says of what the mutants are a sample where the way to measure is why', () => {
    const text = describeMeasuring(capacityOf(false), { mutants: 200, inScope: 1_834 }, estimate);
    assert.match(text ?? '', /a sample of 1834; with Tinybug's workflow installed, all can be measured/);
    assert.doesNotMatch(describeMeasuring(capacityOf(true), { mutants: 1, inScope: 9 }, estimate) ?? '', /sample/);
  });

  it('bills nothing for a public repository', () => {
    const free = { jobs: 1, billedMinutes: 0, wallMs: 1 };
    const text = describeMeasuring(capacityOf(true, false), { mutants: 1, inScope: 1 }, free) ?? '';
    assert.match(text, /^Measures 1 mutant in 1 CI job, about 1 minute from now\. /);
  });

  it('says nothing on one’s own machine, and where nothing is to be run', () => {
    const local = { workersPerJob: 1, parallelJobs: 1, startsShardsTogether: false, isBilled: false };
    assert.equal(describeMeasuring(local, { mutants: 1, inScope: 1 }, estimate), undefined);
    const nothing = { jobs: 0, billedMinutes: 0, wallMs: 0 };
    assert.equal(describeMeasuring(capacityOf(true), { mutants: 0, inScope: 0 }, nothing), undefined);
  });
});
