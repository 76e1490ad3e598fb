import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, type Agreement } from '../../../scripts/oracle/compare-verdict.ts';
import { describeAgreement, describeTable } from '../../../scripts/oracle/describe-comparisons.ts';
import type { SuiteRun } from '../../../scripts/oracle/plain-suite.ts';
import { drawEqually, inSeededOrder } from '../../../scripts/oracle/sample-mutants.ts';
import { readSavedVerdicts } from '../../../scripts/oracle/saved-verdicts.ts';
import type { TinybugVerdict } from '../../../scripts/oracle/tinybug-verdict.ts';
import { createMutant } from '../../helpers/create-mutant.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';

const run = (outcome: SuiteRun['outcome']): SuiteRun => ({ outcome, end: '', cpuMs: 0, wallMs: 0, outputTail: '' });
const verdict = (status: TinybugVerdict['status']): TinybugVerdict => ({
  mutant: createMutant(),
  status,
  killedBy: [],
});

describe('Comparing a verdict with the oracle', () => {
  const table: [TinybugVerdict['status'], SuiteRun['outcome'][], Agreement][] = [
    ['Killed', ['fails'], 'agrees'],
    ['Killed', ['hangs'], 'agrees-softly'],
    ['Killed', ['passes', 'passes', 'passes'], 'disagrees'],
    ['Killed', ['passes', 'fails'], 'unstable'],
    ['Timeout', ['hangs'], 'agrees'],
    ['Timeout', ['fails'], 'agrees-softly'],
    ['Timeout', ['passes'], 'disagrees'],
    ['Survived', ['passes'], 'agrees'],
    ['Survived', ['fails', 'hangs', 'fails'], 'disagrees'],
    ['Survived', ['hangs', 'passes'], 'unstable'],
    ['NoCoverage', ['passes'], 'agrees'],
    ['NoCoverage', ['fails'], 'disagrees'],
    ['RuntimeError', ['fails'], 'no-verdict'],
    ['Flaky', ['passes'], 'no-verdict'],
    ['CompileError', ['fails'], 'no-verdict'],
    ['Pending', ['passes'], 'no-verdict'],
  ];
  for (const [status, outcomes, agreement] of table) {
    it(`says "${agreement}" where Tinybug says ${status} and the suite ${outcomes.join(', ')}`, () => {
      assert.equal(compare(verdict(status), outcomes.map(run)).agreement, agreement);
    });
  }

  it('counts agreement only over mutants on which both have an opinion that holds', () => {
    const comparisons = [
      compare(verdict('Killed'), [run('fails')]),
      compare(verdict('Timeout'), [run('fails')]),
      compare(verdict('Survived'), [run('fails')]),
      compare(verdict('Survived'), [run('fails'), run('passes')]),
      compare(verdict('RuntimeError'), [run('fails')]),
    ];
    assert.match(describeAgreement(comparisons, false), /66\.67 % \(2 of 3\), 95 % interval 20\.77 % to 93\.85 %/);
    assert.match(describeAgreement(comparisons, true), /stratified/);
    assert.match(describeTable(comparisons), /^all +5 +2 +1 +1 +1 +1$/m);
  });
});

describe('A sample of mutants', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `mutant-${index}`);
  const ordered = (items: readonly string[], seed: string): string[] => inSeededOrder(items, (id) => id, seed);

  it('depends on the seed, and not on the order in which the mutants were found', () => {
    assert.deepEqual(ordered(ids, '1'), ordered(ids.toReversed(), '1'));
    assert.notDeepEqual(ordered(ids, '1'), ordered(ids, '2'));
    assert.deepEqual(ordered(ids, '1').toSorted(), ids.toSorted());
  });

  it('draws equally from all classes, and more of the others where one runs out', () => {
    const drawn = drawEqually(['k1', 'k2', 'k3', 'k4', 's1', 's2', 's3', 't1'], (id) => id[0] ?? '', 6);
    assert.deepEqual(drawn.toSorted(), ['k1', 'k2', 'k3', 's1', 's2', 't1']);
  });
});

describe('Saved verdicts', () => {
  it('are read from a mutation testing report, Flaky included, for mutants that are still the same', async () => {
    const [killed, flaky] = ['0', '1'].map((digit) => createMutant({ id: digit.repeat(16) }));
    assert.ok(killed && flaky);
    const file = join(await temporaryFolder('report'), 'report.json');
    const mutants = [
      { id: killed.id, status: 'Killed', killedBy: ['3'] },
      { id: flaky.id, status: 'Ignored', statusReason: 'Flaky: 1 of 2 runs.' },
      { id: '2'.repeat(16), status: 'Survived' },
    ];
    await writeFile(file, JSON.stringify({ schemaVersion: '2', files: { 'a.py': { mutants } } }));
    const { verdicts } = await readSavedVerdicts(file, [killed, flaky]);
    assert.deepEqual(
      verdicts.map(({ mutant, status }) => [mutant.id, status]),
      [
        [killed.id, 'Killed'],
        [flaky.id, 'Flaky'],
      ],
    );
  });
});
