import assert from 'node:assert/strict';
import { findLimit } from '../../../scripts/bench/tinybug/limit.ts';
import type { MutantResult } from '../../../shared/mutant-result.ts';
import type { MutantsPlan, PlannedMutant } from '../../../shared/runner-plan.ts';

const planned = (id: string, tests: number[]): PlannedMutant => ({
  id,
  path: 'a.py',
  byteRange: [0, 1],
  original: '1',
  replacement: '2',
  static: false,
  coverageLines: [1, 1],
  tests,
});

const result = (mutantId: string, status: MutantResult['status'], killedBy: string[] = []): MutantResult => ({
  mutantId,
  status,
  killedBy,
  evidence: {
    activation: 'code-swap',
    activationProven: true,
    testsRun: 1,
    testsPlanned: 1,
    cpuMs: 500,
    wallMs: 500,
    repeats: { agreed: 1, total: 1 },
  },
});

describe('The limit', () => {
  const plan: Pick<MutantsPlan, 'mutants' | 'tests'> = {
    tests: ['quick', 'slow', 'untimed'].map((id) => ({ id, cpuMs: 99, wallMs: 99, isFlaky: false })),
    mutants: [planned('a', [0, 1]), planned('b', [0, 1]), planned('c', [0, 1, 2]), planned('d', [0])],
  };
  const times = new Map([
    ['quick', 2],
    ['slow', 30],
  ]);

  it("is the killing test's time for a kill and that of all its tests for a survivor", () => {
    const results = [result('a', 'Killed', ['slow']), result('b', 'Survived'), result('c', 'Killed', ['quick'])];
    assert.deepEqual(findLimit(results, plan, times), { mutants: 3, cpuMs: 30 + 32 + 2 });
  });

  it('does not exist for a time-out or a mutant without a verdict', () => {
    assert.deepEqual(findLimit([result('d', 'Timeout'), result('a', 'RuntimeError')], plan, times), {
      mutants: 0,
      cpuMs: 0,
    });
  });

  it('is nothing for a mutant that keeps a file from being collected', () => {
    assert.deepEqual(findLimit([result('a', 'Killed', ['tests/test_a.py'])], plan, times), { mutants: 1, cpuMs: 0 });
  });
});
