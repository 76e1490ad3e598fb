import assert from 'node:assert/strict';
import { findInterruption } from '../../../../../service/ci/github-actions/branch-per-mutant/baseline-interruption.ts';
import { listTestJobs } from '../../../../../service/ci/github-actions/workflows/test-steps.ts';
import { readWorkflow } from '../../../../../service/ci/github-actions/workflows/workflow-document.ts';
import { createCiRun, WORKFLOW_PATH, type DescribedRun } from '../../../../helpers/ci-run.ts';

const text = 'on: push\njobs: { tests: { timeout-minutes: 10, steps: [{ run: pytest }] } }';
const definitions = listTestJobs(readWorkflow({ path: WORKFLOW_PATH, text })!);
const stateOf = (run: DescribedRun) => findInterruption(createCiRun(run), definitions)?.state;

const GREEN = { conclusion: 'success' };
const RED = { conclusion: 'failure' };
const STOPPED = { conclusion: 'cancelled', minutes: 2 };
const AT_ITS_LIMIT = { conclusion: 'cancelled', minutes: 10 };
const WITHOUT_END = { conclusion: 'failure', steps: ['success', 'success', undefined] };

describe('findInterruption', () => {
  const CASES: readonly [string, DescribedRun, 'lost' | 'cancelled' | undefined][] = [
    ['a green run', { jobs: [GREEN] }, undefined],
    ['failing tests', { jobs: [RED] }, undefined],
    ['a run that somebody cancelled', { conclusion: 'cancelled', jobs: [STOPPED] }, 'cancelled'],
    ['one that was cancelled before any of its jobs began', { conclusion: 'cancelled', jobs: [] }, 'cancelled'],
    ['a job that reached its time limit', { conclusion: 'cancelled', jobs: [AT_ITS_LIMIT] }, undefined],
    ['a job whose machine went away', { jobs: [GREEN, WITHOUT_END] }, 'lost'],
    [
      'jobs that are cancelled because another of their matrix failed',
      { conclusion: 'failure', jobs: [RED, STOPPED] },
      undefined,
    ],
    ['a job that failed before it had any steps', { jobs: [{ conclusion: 'failure', steps: [] }] }, undefined],
  ];
  for (const [name, run, state] of CASES)
    it(`says ${state ?? 'nothing'} of ${name}`, () => {
      assert.equal(stateOf(run), state);
    });

  it('names the run, and the job whose machine went away', () => {
    const { reason } = findInterruption(createCiRun({ jobs: [{ ...WITHOUT_END, name: 'tests' }] }), definitions) ?? {};
    assert.equal(reason, 'The machine of the CI job "tests" went away: run/1');
  });
});
