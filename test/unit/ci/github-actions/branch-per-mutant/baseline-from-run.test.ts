import assert from 'node:assert/strict';
import { baselineFromRuns } from '../../../../../service/ci/github-actions/branch-per-mutant/baseline-from-run.ts';
import { createNodeIds } from '../../../../../service/ci/github-actions/branch-per-mutant/node-id.ts';
import {
  addBaselineRecord,
  emptyBaselineReport,
  summarizeBaseline,
  testsOfBaseline,
} from '../../../../../service/activities/baseline-report.ts';
import { listTestJobs } from '../../../../../service/ci/github-actions/workflows/test-steps.ts';
import { readWorkflow } from '../../../../../service/ci/github-actions/workflows/workflow-document.ts';
import { RunnerRecord } from '../../../../../shared/runner-report.ts';
import { createCiRun, GREEN_LOG, WORKFLOW_PATH, type DescribedRun } from '../../../../helpers/ci-run.ts';

const text = 'on: push\njobs: { tests: { steps: [{ name: Install, run: pip install . }, { run: pytest }] } }';
const workflows = [{ path: WORKFLOW_PATH, jobs: listTestJobs(readWorkflow({ path: WORKFLOW_PATH, text })!) }];
const report = (total: string) =>
  `<testsuite><testcase classname="tests.test_cart" name="test_total" time="0.5">${total}</testcase><testcase classname="tests.test_cart" name="test_tax" time="0.25"/></testsuite>`;
const FAILED = '<failure message="assert 3 == 4"/>';

function baselineOf(...runs: DescribedRun[]) {
  const ofRuns = baselineFromRuns({
    rounds: runs.map((run) => [createCiRun(run)]),
    workflows,
    nodeIds: createNodeIds(['tests/test_cart.py']),
    lineCounts: new Map([
      ['shop/cart.py', 40],
      ['shop/empty.py', 0],
    ]),
  });
  const read = emptyBaselineReport();
  for (const record of ofRuns.records) addBaselineRecord(read, RunnerRecord.parse(record));
  return { ...ofRuns, read };
}
const failureOf = (...runs: DescribedRun[]) => {
  const { records, baseline } = baselineOf(...runs);
  assert.equal(baseline, undefined);
  const last = records.at(-1);
  return last?.type === 'failed' ? `${last.code}: ${last.message}` : last?.type;
};

describe('baselineFromRuns', () => {
  it('gives records as the runner would have reported them, where every test covers every line', () => {
    const { read, baseline } = baselineOf({ jobs: [{}], reports: { 'junit/a.xml': report('') } });
    assert.ok(baseline && read.isWhole);
    assert.deepEqual(
      testsOfBaseline(read).map(({ id, wallMs, lines }) => [id, wallMs, lines]),
      [
        ['tests/test_cart.py::test_total', 500, {}],
        ['tests/test_cart.py::test_tax', 250, {}],
      ],
    );
    assert.deepEqual(read.importLines, { 'shop/cart.py': [[1, 40]] });
    const { pythonVersion, pytestVersion, wallMs } = summarizeBaseline(read);
    assert.deepEqual([pythonVersion, pytestVersion, wallMs], ['3.12.1', '8.1.1', 60_000]);
  });

  it('lets a job stand for its tests where no log names them', () => {
    const { read } = baselineOf({ jobs: [{ name: 'tests (3.11)' }, { name: 'tests (3.12)' }] });
    assert.deepEqual(
      testsOfBaseline(read).map(({ id }) => id),
      ['tests (3.11): 4 tests', 'tests (3.12): 4 tests'],
    );
  });

  it('takes the names that a verbose log has', () => {
    const log = `tests/test_cart.py::test_total PASSED [100%]\n${GREEN_LOG}`;
    assert.deepEqual(
      testsOfBaseline(baselineOf({ jobs: [{ log }] }).read).map(({ id }) => id),
      ['tests/test_cart.py::test_total'],
    );
  });

  it('names the tests that fail without a mutant', () => {
    const red = { jobs: [{ conclusion: 'failure' }], reports: { 'junit/a.xml': report(FAILED) } };
    const { read, baseline } = baselineOf(red);
    assert.equal(baseline, undefined);
    assert.throws(() => testsOfBaseline(read), { code: 'baseline-failed', message: /test_total: assert 3 == 4/ });
  });

  it('finds flaky tests by repeating', () => {
    const green = { jobs: [{}], reports: { 'junit/a.xml': report('') } };
    const { read, baseline } = baselineOf(green, {
      jobs: [{ conclusion: 'failure' }],
      reports: { 'junit/a.xml': report(FAILED) },
    });
    assert.deepEqual([...(baseline?.flakyTests ?? [])], ['tests/test_cart.py::test_total']);
    assert.deepEqual(
      testsOfBaseline(read).map(({ isFlaky }) => isFlaky),
      [true, false],
    );
  });

  it('is none where the run did not succeed, did not end, or shows no tests', () => {
    assert.match(
      failureOf({ jobs: [{ conclusion: 'failure', steps: ['success', 'failure'], log: '' }] }) ?? '',
      /ended as failure without any mutant/,
    );
    assert.match(failureOf({ jobs: [{}], status: 'queued' }) ?? '', /has not ended/);
    assert.match(failureOf({ jobs: [] }) ?? '', /No job/);
    assert.match(failureOf({ jobs: [{ log: undefined }] }) ?? '', /shows which tests ran/);
    assert.match(failureOf({ jobs: [{ log: 'no tests ran in 0.1s' }] }) ?? '', /no-tests/);
    assert.match(failureOf({ jobs: [{ log: `${GREEN_LOG}\nINTERNALERROR> x` }] }) ?? '', /internal-error/);
  });
});
