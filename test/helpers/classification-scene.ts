/** A mutant whose runs and baseline are described in a line, for tables of verdicts. */
import assert from 'node:assert/strict';
import { baselineFromRuns } from '../../service/ci/github-actions/branch-per-mutant/baseline-from-run.ts';
import type { CiRunEvidence } from '../../service/ci/github-actions/branch-per-mutant/ci-run.ts';
import { classifyMutant, type Classification } from '../../service/ci/github-actions/branch-per-mutant/classify-run.ts';
import { createNodeIds } from '../../service/ci/github-actions/branch-per-mutant/node-id.ts';
import { listTestJobs } from '../../service/ci/github-actions/workflows/test-steps.ts';
import { readWorkflow } from '../../service/ci/github-actions/workflows/workflow-document.ts';
import { MutantResult } from '../../shared/mutant-result.ts';
import { createCiRun, WORKFLOW_PATH, type DescribedJob, type DescribedRun } from './ci-run.ts';

export const nodeIds = createNodeIds(['tests/test_cart.py']);
export const FAILED_ID = 'tests/test_cart.py::test_total';
export const summary = (lines: string, end: string) =>
  `=== test session starts ===\n=== short test summary info ===\n${lines}\n=== ${end} in 1.0s ===`;
export const FAILED_LOG = summary(`FAILED ${FAILED_ID} - assert 3 == 4`, '1 failed, 3 passed');
export const failed = (job: DescribedJob = {}): DescribedJob => ({
  conclusion: 'failure',
  log: FAILED_LOG,
  error: 'Process completed with exit code 1.',
  ...job,
});
export const junit = (...outcomes: [name: string, outcome?: string][]) =>
  `<testsuites><testsuite>${outcomes.map(([name, inner = '']) => `<testcase classname="tests.test_cart" name="${name}">${inner}</testcase>`).join('')}</testsuite></testsuites>`;
export const GREEN_REPORT = junit(['test_total'], ['test_tax'], ['test_skipped', '<skipped/>']);
export const RED_REPORT = junit(
  ['test_total', '<failure message="assert 3 == 4"/>'],
  ['test_tax'],
  ['test_skipped', '<skipped/>'],
);

export interface Scene {
  readonly definition?: string;
  readonly baseline?: DescribedRun;
  readonly flaky?: readonly string[];
  readonly isActivationProven?: boolean;
  readonly rounds: readonly (readonly CiRunEvidence[])[];
}

export function classify({
  definition = '',
  baseline = { jobs: [{}] },
  flaky = [],
  isActivationProven = true,
  rounds,
}: Scene): Classification {
  const text = `on: push\njobs:\n  tests:\n    steps: [{ uses: actions/checkout@v4 }, { name: Install, run: pip install . }, { run: pytest${definition} }]\n    timeout-minutes: 30`;
  const jobs = listTestJobs(readWorkflow({ path: WORKFLOW_PATH, text })!);
  const ofRuns = baselineFromRuns({
    rounds: [[createCiRun(baseline)]],
    workflows: [{ path: WORKFLOW_PATH, jobs }],
    nodeIds,
    lineCounts: new Map(),
  });
  assert.ok(ofRuns.baseline, JSON.stringify(ofRuns.records));
  const classification = classifyMutant({
    mutantId: '0123456789abcdef',
    baseline: { ...ofRuns.baseline, flakyTests: new Set(flaky) },
    nodeIds,
    commit: 'c1',
    isActivationProven,
    rounds,
  });
  MutantResult.parse(classification.result);
  return classification;
}

export const one = (run: DescribedRun, scene: Omit<Scene, 'rounds'> = {}) =>
  classify({ ...scene, rounds: [[createCiRun(run)]] });
export const job = (described: DescribedJob, scene: Omit<Scene, 'rounds'> = {}) => one({ jobs: [described] }, scene);
