import assert from 'node:assert/strict';
import type { CiRunEvidence } from '../../../../../service/ci/github-actions/branch-per-mutant/ci-run.ts';
import type { Classification } from '../../../../../service/ci/github-actions/branch-per-mutant/classify-run.ts';
import { createCiRun, GREEN_LOG, type DescribedJob, type DescribedRun } from '../../../../helpers/ci-run.ts';
import {
  FAILED_ID,
  summary,
  FAILED_LOG,
  failed,
  junit,
  GREEN_REPORT,
  RED_REPORT,
  classify,
  one,
  job,
} from '../../../../helpers/classification-scene.ts';

type Expected = [status: string, reason?: RegExp, isWorthRetry?: boolean];
const TABLE: [fact: string, actual: () => Classification, expected: Expected][] = [
  ['a named test that passes on the baseline failed in the tests’ step', () => job(failed()), ['Killed']],
  ['all test steps succeeded and the same tests ran', () => job({}), ['Survived']],
  [
    'it is not proven that the tests run the code of the commit',
    () => job({}, { isActivationProven: false }),
    ['RuntimeError', /not proven/, false],
  ],
  ['a kill needs no further proof of activation', () => job(failed(), { isActivationProven: false }), ['Killed']],
  [
    'fewer tests ran than on the baseline',
    () => job({ log: '3 passed in 1s' }),
    ['RuntimeError', /Only 3 of 4 tests passed/, false],
  ],
  [
    'a test is skipped that passed on the baseline',
    () => job({ log: '3 passed, 1 skipped in 1s' }),
    ['RuntimeError', /Only 3 of 4/],
  ],
  ['more tests ran than on the baseline', () => job({ log: '5 passed in 1s' }), ['Survived']],
  ['the log is gone', () => job({ log: undefined }), ['RuntimeError', /does not show that the same tests ran/, true]],
  ['only flaky tests failed', () => job(failed(), { flaky: [FAILED_ID] }), ['Flaky', /test_total/, false]],
  [
    'a flaky test and a reliable one failed',
    () =>
      job(failed({ log: summary(`FAILED ${FAILED_ID}\nFAILED tests/test_cart.py::test_tax`, '2 failed, 2 passed') }), {
        flaky: [FAILED_ID],
      }),
    ['Killed'],
  ],
  [
    'the tests’ step failed and names no test',
    () => job(failed({ log: `${GREEN_LOG}\nFAIL Required test coverage of 90% not reached` })),
    ['RuntimeError', /no failing test is named/, false],
  ],
  [
    'the install step failed',
    () => job(failed({ steps: ['success', 'failure', 'skipped'], log: '' })),
    ['RuntimeError', /"Install".*failed before the tests/, true],
  ],
  [
    'the checkout failed',
    () => job(failed({ steps: ['failure', 'skipped', 'skipped'], log: '' })),
    ['RuntimeError', /checkout/, true],
  ],
  [
    'a step after the tests failed',
    () => job({ conclusion: 'failure', steps: ['success', 'success', 'success', 'failure'] }),
    ['Survived'],
  ],
  [
    'a step after failed tests failed as well',
    () => job(failed({ steps: ['success', 'success', 'failure', 'failure'] })),
    ['Killed'],
  ],
  [
    'the runner was lost in the tests',
    () => job(failed({ steps: ['success', 'success', undefined] })),
    ['RuntimeError', /machine that ran it was lost/, true],
  ],
  [
    'the runner was shut down in the tests',
    () => job(failed({ log: '', error: 'The runner has received a shutdown signal.' })),
    ['RuntimeError', /ended by its machine/, true],
  ],
  [
    'the runner was shut down, and tests had failed before',
    () => job(failed({ error: 'The runner has received a shutdown signal.' })),
    ['RuntimeError', /ended by its machine/, true],
  ],
  [
    'the job was cancelled in the tests',
    () => job(failed({ conclusion: 'cancelled', steps: ['success', 'success', 'cancelled'], log: '' })),
    ['RuntimeError', /was cancelled/, true],
  ],
  [
    'the job was cancelled before the tests',
    () => job(failed({ conclusion: 'cancelled', steps: ['success', 'cancelled', 'skipped'], log: '' })),
    ['RuntimeError', /before the tests/, true],
  ],
  [
    'the job was skipped',
    () => job({ conclusion: 'skipped', steps: [], log: '' }),
    ['RuntimeError', /did not run: it ended as skipped/, false],
  ],
  [
    'the job is neutral',
    () => job({ conclusion: 'neutral', steps: [], log: '' }),
    ['RuntimeError', /did not run: it ended as neutral/, false],
  ],
  [
    'the tests’ step was skipped',
    () => job({ steps: ['success', 'success', 'skipped'], log: '' }),
    ['RuntimeError', /did not run/, false],
  ],
  ['the job has not ended', () => job({ status: 'in_progress', steps: [] }), ['RuntimeError', /has not ended/, true]],
  ['the run is skipped', () => one({ jobs: [], conclusion: 'skipped' }), ['RuntimeError', /no test ran/, false]],
  ['the run is neutral', () => one({ jobs: [{}], conclusion: 'neutral' }), ['RuntimeError', /says nothing/, false]],
  [
    'the run could not start',
    () => one({ jobs: [], conclusion: 'startup_failure' }),
    ['RuntimeError', /could not start/, true],
  ],
  [
    'the run waits for approval',
    () => one({ jobs: [], conclusion: 'action_required' }),
    ['RuntimeError', /approves/, false],
  ],
  ['the run is stale', () => one({ jobs: [], conclusion: 'stale' }), ['RuntimeError', /waited for too long/, true]],
  [
    'the run has a conclusion that nobody knows',
    () => one({ jobs: [{}], conclusion: 'splendid' }),
    ['RuntimeError', /splendid/, false],
  ],
  [
    'the run has not ended',
    () => one({ jobs: [failed()], status: 'in_progress' }),
    ['RuntimeError', /has not ended/, true],
  ],
  [
    'the run is one of another commit',
    () => one({ jobs: [failed()], headSha: 'c2' }),
    ['RuntimeError', /commit c2/, true],
  ],
  [
    'a job of the baseline is not there',
    () => one({ jobs: [{ name: 'lint' }] }),
    ['RuntimeError', /"tests" did not run/, false],
  ],
  ['no run appeared', () => classify({ rounds: [[]] }), ['RuntimeError', /tests\.yml was not run/, true]],
  ['nothing was tried', () => classify({ rounds: [] }), ['RuntimeError', /were not run/, true]],
  [
    'pytest itself failed',
    () => job(failed({ log: `${FAILED_LOG}\nINTERNALERROR> x` })),
    ['RuntimeError', /INTERNALERROR/, false],
  ],
  [
    'pytest was interrupted',
    () => job(failed({ log: `!!! KeyboardInterrupt !!!\n${FAILED_LOG}` })),
    ['RuntimeError', /interrupted/, true],
  ],
  [
    'pytest died',
    () => job(failed({ log: '=== test session starts ===\ntests/test_cart.py ..' })),
    ['RuntimeError', /did not come to an end/, true],
  ],
  [
    'pytest collected nothing',
    () => job(failed({ log: 'no tests ran in 0.1s' })),
    ['RuntimeError', /no failing test is named/, false],
  ],
  [
    'a worker of pytest-xdist died',
    () =>
      job(
        failed({
          log: summary(`FAILED ${FAILED_ID} - worker 'gw0' crashed while running '${FAILED_ID}'`, '1 failed, 3 passed'),
        }),
      ),
    ['RuntimeError', /worker died/, true],
  ],
  [
    'the disk was full',
    () =>
      job(
        failed({
          log: summary(`FAILED ${FAILED_ID} - OSError: [Errno 28] No space left on device`, '1 failed, 3 passed'),
        }),
      ),
    ['RuntimeError', /disk was full/, true],
  ],
  [
    'a file cannot be collected any more',
    () =>
      job(
        failed({
          log: `=== short test summary info ===\nERROR tests/test_cart.py - ImportError: no\n!!! Interrupted: 1 error during collection !!!\n1 error in 1s`,
        }),
      ),
    ['Killed'],
  ],
  [
    'pytest stopped at the first failure',
    () =>
      job(
        failed({
          log: `=== short test summary info ===\nFAILED ${FAILED_ID} - assert 0\n!!! stopping after 1 failures !!!\n1 failed in 1s`,
        }),
      ),
    ['Killed'],
  ],
  [
    'a test failed that may have been skipped on the baseline',
    () =>
      job(failed({ log: summary(`FAILED ${FAILED_ID}`, '1 failed, 3 passed') }), {
        baseline: { jobs: [{ log: '3 passed, 1 skipped in 1s' }] },
      }),
    ['RuntimeError', /is not known/, false],
  ],
  [
    'only tests that passed can have failed, though some are skipped',
    () =>
      job(failed({ log: summary(`FAILED ${FAILED_ID}`, '1 failed, 2 passed, 1 skipped') }), {
        baseline: { jobs: [{ log: '3 passed, 1 skipped in 1s' }] },
      }),
    ['Killed'],
  ],
  [
    'the baseline names the test as passed',
    () =>
      job(failed({ log: summary(`FAILED ${FAILED_ID}`, '1 failed, 3 passed') }), {
        baseline: { jobs: [{ log: `${FAILED_ID} PASSED [ 50%]\n3 passed, 1 skipped in 1s` }] },
      }),
    ['Killed'],
  ],
  [
    'the step succeeded although tests failed',
    () => job({ log: FAILED_LOG }),
    ['RuntimeError', /succeeded although tests failed/, false],
  ],
  [
    'the step hides its failure',
    () =>
      job(
        { log: FAILED_LOG, command: 'pytest || true' },
        { definition: ' || true, name: Run pytest', baseline: { jobs: [{ command: 'pytest || true' }] } },
      ),
    ['RuntimeError', /succeeded although/, false],
  ],
  [
    'the step may fail and its failing test is named',
    () => job({ log: FAILED_LOG }, { definition: ', continue-on-error: true' }),
    ['Killed'],
  ],
  ['the step may fail and all passed', () => job({}, { definition: ', continue-on-error: true' }), ['Survived']],
  [
    'the output of one pytest is within that of another',
    () => job(failed({ log: `=== test session starts ===\n=== FAILURES ===\n${FAILED_LOG}\n${FAILED_LOG}` })),
    ['RuntimeError', /within that of another/, false],
  ],
  [
    'the step ran into its limit, once',
    () => job(failed({ log: '', error: "The action 'Run pytest' has timed out after 10 minutes." })),
    ['RuntimeError', /machine's fault/, true],
  ],
  [
    'the step ran into a limit that is near',
    () => job(failed({ log: '', error: "The action 'Run pytest' has timed out after 1 minutes." })),
    ['RuntimeError', /too near/, false],
  ],
  [
    'the job ran into its limit, once',
    () => job(failed({ conclusion: 'cancelled', steps: ['success', 'success', 'cancelled'], log: '', minutes: 30.1 })),
    ['RuntimeError', /cut off after 30 minutes.*machine's fault/, true],
  ],
  [
    'the job ran into its limit, and the baseline takes as long',
    () =>
      job(failed({ conclusion: 'timed_out', steps: ['success', 'success', 'cancelled'], log: '', minutes: 30 }), {
        baseline: { jobs: [{ minutes: 20 }] },
      }),
    ['RuntimeError', /too near/, false],
  ],
];

const MATRIX = { jobs: [{ name: 'tests (3.11)' }, { name: 'tests (3.12)' }] };
const matrix = (...jobs: DescribedJob[]) =>
  one(
    { jobs: jobs.map((described, index) => ({ name: `tests (3.1${index + 1})`, ...described })) },
    { baseline: MATRIX },
  );
const MATRIX_TABLE: typeof TABLE = [
  ['one job of a matrix noticed it', () => matrix({}, failed()), ['Killed']],
  [
    'one job noticed it and the other was cancelled for that',
    () => matrix(failed(), { conclusion: 'cancelled', steps: ['success', 'success', 'cancelled'], log: '' }),
    ['Killed'],
  ],
  [
    'one job passed and the other was lost',
    () => matrix({}, { conclusion: 'failure', steps: ['success', 'failure', 'skipped'], log: '' }),
    ['RuntimeError', /Install/, true],
  ],
  ['one job of a matrix is missing', () => matrix({}), ['RuntimeError', /"tests \(3.12\)" did not run/]],
  ['all jobs of a matrix passed', () => matrix({}, {}), ['Survived']],
];

const withReport = (run: DescribedRun, report: string | undefined, before: DescribedJob = {}) =>
  one(
    { ...run, reports: report === undefined ? {} : { 'junit/junit.xml': report } },
    { baseline: { jobs: [before], reports: { 'junit/junit.xml': GREEN_REPORT } } },
  );
const REPORT_TABLE: typeof TABLE = [
  [
    'the report names the failing test, and the log is gone',
    () => withReport({ jobs: [failed({ log: undefined })] }, RED_REPORT, { log: undefined }),
    ['Killed'],
  ],
  ['all passed by the report', () => withReport({ jobs: [{}] }, GREEN_REPORT), ['Survived']],
  [
    'all passed by the report, and there are no logs',
    () => withReport({ jobs: [{ log: undefined }] }, GREEN_REPORT, { log: undefined }),
    ['Survived'],
  ],
  ['the report is missing', () => withReport({ jobs: [{}] }, undefined), ['RuntimeError', /missing or damaged/, true]],
  [
    'the report is damaged',
    () => withReport({ jobs: [{}] }, GREEN_REPORT.slice(0, 80)),
    ['RuntimeError', /missing or damaged/, true],
  ],
  [
    'the report is damaged, but the log names the failing test',
    () => withReport({ jobs: [failed()] }, '<x'),
    ['Killed'],
  ],
  [
    'a test is not in the report any more',
    () => withReport({ jobs: [{}] }, junit(['test_total'])),
    ['RuntimeError', /1 of 3 tests did not pass.*test_tax/, false],
  ],
  [
    'the report has a failure and no step failed',
    () => withReport({ jobs: [{}] }, RED_REPORT),
    ['RuntimeError', /no step failed/, false],
  ],
  [
    'the failing test was skipped on the baseline',
    () => withReport({ jobs: [failed({ log: undefined })] }, junit(['test_skipped', '<failure/>']), { log: undefined }),
    ['RuntimeError', /is not known/, false],
  ],
];

const timedOut = () =>
  createCiRun({ jobs: [failed({ log: '', error: "The action 'Run pytest' has timed out after 10 minutes." })] });
const rounds = (...runs: CiRunEvidence[]) => classify({ rounds: runs.map((run) => [run]) });
const broken = () => createCiRun({ jobs: [failed({ steps: ['success', 'failure', 'skipped'], log: '' })] });
const ROUNDS_TABLE: typeof TABLE = [
  [
    'the tests ran into the limit twice',
    () => rounds(timedOut(), timedOut()),
    ['Timeout', /10 minutes; without the mutant its job takes 60 s\. This was so 2 times/, false],
  ],
  ['the machinery failed twice', () => rounds(broken(), broken()), ['RuntimeError', /Install/, false]],
  ['the machinery failed, then a test', () => rounds(broken(), createCiRun({ jobs: [failed()] })), ['Killed']],
  ['the limit was met, then all passed', () => rounds(timedOut(), createCiRun({ jobs: [{}] })), ['Survived']],
  [
    'a test failed, then all passed',
    () => rounds(createCiRun({ jobs: [failed()] }), createCiRun({ jobs: [{}], attempt: 2 })),
    ['Flaky', /1 of 2 runs noticed it/, false],
  ],
];

describe('classifyMutant', () => {
  for (const [fact, actual, [status, reason, isWorthRetry]] of [
    ...TABLE,
    ...MATRIX_TABLE,
    ...REPORT_TABLE,
    ...ROUNDS_TABLE,
  ])
    it(`says ${status} where ${fact}`, () => {
      const classification = actual();
      const { result } = classification;
      assert.equal(result.status, status, result.statusReason);
      if (reason === undefined) assert.equal(result.statusReason, undefined);
      else assert.match(result.statusReason ?? '', reason);
      assert.equal(classification.isWorthRetry, isWorthRetry ?? false);
      assert.equal(result.killedBy.length > 0, status === 'Killed');
    });

  it('brings the failing test, its message and its place as evidence', () => {
    const log = `=== test session starts ===\n=== FAILURES ===\n____ test_total ____\nE   assert 3 == 4\n\ntests/test_cart.py:7: AssertionError\n${FAILED_LOG.replace('=== test session starts ===\n', '')}`;
    const { result } = job(failed({ log }));
    assert.deepEqual(result.killedBy, [FAILED_ID]);
    assert.deepEqual(result.evidence.killingTest, {
      id: FAILED_ID,
      exception: 'AssertionError',
      message: 'assert 3 == 4',
      file: 'tests/test_cart.py',
      line: 7,
      phase: 'call',
    });
    assert.match(result.evidence.output?.head ?? '', /assert 3 == 4/);
    assert.deepEqual([result.evidence.testsRun, result.evidence.testsPlanned, result.evidence.wallMs], [4, 4, 60_000]);
  });
});
