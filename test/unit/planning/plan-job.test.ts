import assert from 'node:assert/strict';
import { RunnerPlan } from '../../../shared/runner-plan.ts';
import { planBaseline, planShard } from '../../../service/planning/plan-job.ts';
import type { StoredTest } from '../../../service/storage/store.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const job = {
  runId: 'run',
  jobId: 'job',
  settings: { 'pytest-arguments': ['-m', 'not slow'] },
  defaultWorkers: 2,
  files: [
    { path: 'calculator.py', sha256: 'a'.repeat(64) },
    { path: 'unused.py', sha256: 'b'.repeat(64) },
  ],
};

const tests: StoredTest[] = [5, 700, 1].map((cpuMs, index) => ({
  index,
  id: `t::${index}`,
  cpuMs,
  wallMs: cpuMs,
  isFlaky: index === 2,
  lines: {},
}));

const stored = (id: string, coveredBy: number[]) => ({
  mutant: createMutant({ id }),
  status: 'Pending' as const,
  coveredBy,
});

describe('planBaseline', () => {
  it('is a valid plan with all files and the arguments of the settings', () => {
    const plan = RunnerPlan.parse(planBaseline(job));
    assert.equal(plan.files.length, 2);
    assert.deepEqual(plan.pytestArguments, ['-m', 'not slow']);
    assert.equal(plan.workers, 2);
  });

  it('takes the number of workers from the settings', () => {
    assert.equal(planBaseline({ ...job, settings: { workers: 7 } }).workers, 7);
  });
});

describe('planShard', () => {
  it('names only the tests and files that its mutants need, in the order of each mutant', () => {
    const plan = planShard({ ...job, tests, mutants: [stored('0'.repeat(16), [2, 0])] });
    assert.doesNotThrow(() => RunnerPlan.parse(plan));
    assert.deepEqual(
      plan.files.map(({ path }) => path),
      ['calculator.py'],
    );
    assert.deepEqual(
      plan.tests.map(({ id }) => id),
      ['t::0', 't::2'],
    );
    assert.deepEqual(plan.mutants[0]?.tests, [1, 0]);
    assert.equal(plan.tests[1]?.isFlaky, true);
  });

  it('names a limit of memory only where the settings do', () => {
    const shard = { ...job, tests, mutants: [stored('0'.repeat(16), [0])] };
    assert.equal(planShard({ ...shard, settings: { 'memory-mb': 512 } }).memoryMb, 512);
    assert.ok(!('memoryMb' in planShard(shard)));
  });

  it('puts the most expensive mutant first', () => {
    const plan = planShard({ ...job, tests, mutants: [stored('0'.repeat(16), [0]), stored('1'.repeat(16), [1])] });
    assert.deepEqual(
      plan.mutants.map(({ id }) => id[0]),
      ['1', '0'],
    );
  });
});
