/** Jobs of GitHub Actions that run no test and leave behind what the tests of a generated project would: for thousands of them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { JobResult } from '../../test/helpers/github/actions/act-job.ts';
import type { JobRecord, StepRecord } from '../../test/helpers/github/actions/run-records.ts';
import type { JobRunner, JobScene } from '../../test/helpers/github/loopback-github.ts';
import { RunnerPlan, RUNNER_CONTRACT_VERSION } from '../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';

/** One for each file, which it covers whole. */
const testOf = (path: string): string => `tests/test_${path.replace(/^.*\//, '').replace(/\.py$/, '')}.py::test_all`;
const TEST_MS = 40;
/** At least as many as the generated project has in one. */
const LINES_OF_A_FILE = 400;

/** @param durationMs How long a job lasts, which is what GitHub bills. */
export function createGeneratedJobs(durationMs: (job: JobRecord) => number): JobRunner {
  return async (job, scene) => {
    const stopping = new AbortController();
    const result = run(job, scene, durationMs(job), stopping.signal);
    await Promise.resolve();
    return {
      result,
      stop: async () => {
        stopping.abort();
        await result;
      },
    };
  };
}

async function run(job: JobRecord, scene: JobScene, durationMs: number, signal: AbortSignal): Promise<JobResult> {
  await pause(durationMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return { conclusion: 'cancelled', outputs: {} };
  const shard = job.matrix?.['shard'];
  const conclusion = typeof shard === 'string' ? await measureShard(job, scene, shard) : runTests(job, scene);
  return { conclusion, outputs: {} };
}

async function measureShard({ run: { repository, sha } }: JobRecord, scene: JobScene, shard: string) {
  const text = await repository.git.git(['show', `${sha}:.tinybug/plans/${shard}.json`]);
  const plan = RunnerPlan.parse(JSON.parse(text));
  const records = plan.kind === 'baseline' ? reportBaseline(plan) : reportMutants(plan);
  const lines = records.map((record) => `${JSON.stringify(record)}\n`);
  scene.upload(`tinybug-${shard}`, { 'report.ndjson': lines.join('') });
  return 'success' as const;
}

const STARTED: RunnerRecord = {
  type: 'started',
  version: RUNNER_CONTRACT_VERSION,
  runnerVersion: 'generated',
  pythonVersion: '3.13.0',
  pytestVersion: '9.0.0',
  platform: 'linux',
};
const FINISHED: RunnerRecord = { type: 'finished', cpuMs: 1, wallMs: 1 };

function reportBaseline({ files }: RunnerPlan & { kind: 'baseline' }): RunnerRecord[] {
  const tests = files.map(({ path }): RunnerRecord => ({
    type: 'test',
    id: testOf(path),
    outcome: 'passed',
    cpuMs: TEST_MS,
    wallMs: TEST_MS,
    lines: { [path]: [[2, LINES_OF_A_FILE]] },
  }));
  return [STARTED, { type: 'collected', tests: tests.length }, ...tests, { type: 'import-lines', lines: {} }, FINISHED];
}

/** Every second mutant is noticed. */
function reportMutants({ files, tests, mutants }: RunnerPlan & { kind: 'mutants' }): RunnerRecord[] {
  const canaries = files.map(({ path }): RunnerRecord => ({ type: 'canary', path, isCaught: true }));
  const results = mutants.map((mutant, index): RunnerRecord => {
    const id = tests[mutant.tests[0] ?? 0]?.id ?? '';
    const isKilled = index % 2 === 0;
    const killingTest = { id, exception: 'AssertionError', message: 'assert 1 == 2', phase: 'call' as const };
    return {
      type: 'result',
      result: {
        mutantId: mutant.id,
        status: isKilled ? 'Killed' : 'Survived',
        killedBy: isKilled ? [id] : [],
        evidence: {
          activation: 'code-swap',
          activationProven: true,
          testsRun: mutant.tests.length,
          testsPlanned: mutant.tests.length,
          ...(isKilled && { killingTest: { ...killingTest, file: id.split('::')[0] ?? '', line: 7 } }),
          cpuMs: TEST_MS,
          wallMs: TEST_MS,
          repeats: { agreed: 1, total: 1 },
        },
      },
    };
  });
  return [STARTED, ...canaries, ...results, FINISHED];
}

const FAILING_BRANCH = /^tinybug\/(?:canary-\d+|mutant-\d*[02468])-/;

/** The repository's own workflow. Every second mutant and each canary is noticed. */
function runTests(job: JobRecord, scene: JobScene) {
  const hasFailed = FAILING_BRANCH.test(job.run.headBranch);
  const conclusion = hasFailed ? 'failure' : 'success';
  job.steps = job.definition.steps.map((step, index): StepRecord => {
    const isTest = step.run?.includes('pytest') === true;
    const now = scene.clock();
    return {
      number: index + 1,
      name: step.name ?? `Run ${step.uses ?? step.run ?? ''}`,
      status: 'completed',
      conclusion: isTest ? conclusion : 'success',
      startedAt: now,
      completedAt: now,
      log: [],
    };
  });
  const failure = '<failure message="assert 1 == 2">tests/test_part_0.py:7: AssertionError</failure>';
  const test = `<testcase classname="tests.test_part_0" name="test_all" time="0.04">${hasFailed ? failure : ''}</testcase>`;
  const counts = `errors="0" failures="${hasFailed ? 1 : 0}" skipped="0" tests="1" time="0.04"`;
  scene.upload('junit', {
    'junit.xml': `<?xml version="1.0"?><testsuites><testsuite name="pytest" ${counts}>${test}</testsuite></testsuites>`,
  });
  return conclusion;
}
