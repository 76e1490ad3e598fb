import assert from 'node:assert/strict';
import { judgeRun } from '../../../service/cli/exit-code-of-run.ts';
import { ExitCode, TinybugError } from '../../../shared/error-code.ts';
import { calculateMutationScore, countStatuses } from '../../../shared/mutation-score.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { Run } from '../../../shared/run.ts';

const repeat = (status: MutantStatus, times: number): MutantStatus[] => Array.from({ length: times }, () => status);

function createRun(statuses: readonly MutantStatus[], overrides: Partial<Run> = {}): Run {
  const counts = countStatuses(statuses);
  return {
    id: '0b8f3c1e-3f6a-4a4e-9a51-0f2f3f1b8a11',
    repositoryId: '7d9f7a52-1f0f-4a0f-8f2e-53a3f6a0a9c1',
    status: 'Completed',
    phase: 'score',
    settings: {},
    isDirty: false,
    counts,
    score: calculateMutationScore(counts),
    createdAt: '2026-11-01T10:00:00.000Z',
    ...overrides,
  };
}

const thirdCaught = [...repeat('Killed', 29), ...repeat('Survived', 71)];

describe('judgeRun', () => {
  it('is Success without fail-under, whatever the score', () => {
    assert.deepEqual(judgeRun(createRun(repeat('Survived', 3))), { exitCode: ExitCode.Success });
  });

  it('is Success where the score equals fail-under, though 0.29 * 100 is below 29', () => {
    assert.equal(judgeRun(createRun(thirdCaught, { settings: { 'fail-under': 29 } })).exitCode, ExitCode.Success);
  });

  it('is ScoreTooLow below fail-under', () => {
    const outcome = judgeRun(createRun(thirdCaught, { settings: { 'fail-under': 29.5 } }));
    assert.equal(outcome.exitCode, ExitCode.ScoreTooLow);
    assert.equal(outcome.problem?.detail, 'It is 29.0 %; the threshold is 29.5 %.');
  });

  it('is ScoreWithheld where there is no score for fail-under, even for a threshold of 0', () => {
    const outcome = judgeRun(createRun(repeat('RuntimeError', 3), { settings: { 'fail-under': 0 } }));
    assert.equal(outcome.exitCode, ExitCode.ScoreWithheld);
  });

  it("is the problem's exit code for a run that failed", () => {
    const problem = new TinybugError('baseline-failed', 'tests/test_cart.py::test_total').toProblem();
    assert.deepEqual(judgeRun(createRun([], { status: 'Failed', problem })), {
      exitCode: ExitCode.ProjectNotMeasurable,
      problem,
    });
  });

  it('is Cancelled for a cancelled run', () => {
    assert.equal(judgeRun(createRun([], { status: 'Cancelled' })).exitCode, ExitCode.Cancelled);
  });
});
