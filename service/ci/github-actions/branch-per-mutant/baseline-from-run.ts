/** The baseline of a run that measures in the repository's own CI, from finished runs of its workflows without any mutant. */
import { RUNNER_CONTRACT_VERSION } from '../../../../shared/runner-plan.ts';
import type { BaselineTest, ExecutedLines, RunnerRecord } from '../../../../shared/runner-report.ts';
import { UploadRefusedError } from '../uploads/upload-refused-error.ts';
import type { TestJob } from '../workflows/test-steps.ts';
import { findInterruption, type Interruption } from './baseline-interruption.ts';
import type { TestWorkflow } from './workflow-triggers.ts';
import { countTests, type BaselineJob, type CiBaseline } from './ci-baseline.ts';
import type { CiRunEvidence } from './ci-run.ts';
import { readJunitReports } from './junit-report.ts';
import type { NodeIds } from './node-id.ts';
import { readTestJobs, type ReadTestJob } from './read-test-job.ts';
import type { ReportedTest } from './reported-test.ts';

export interface BaselineRuns {
  /** How often each workflow was run, the same ones each time; more than once tells flaky tests. */
  readonly rounds: readonly (readonly CiRunEvidence[])[];
  readonly workflows: readonly TestWorkflow[];
  readonly nodeIds: NodeIds;
  /** Of the files with mutants, by path. */
  readonly lineCounts: ReadonlyMap<string, number>;
}

export interface BaselineOfRuns {
  /** As the runner would have reported them. */
  readonly records: readonly RunnerRecord[];
  /** What mutants are compared with; undefined where there is no baseline. */
  readonly baseline: CiBaseline | undefined;
  /** There is none because its runs were ended by something else than its tests. */
  readonly interruption?: Interruption;
}

export function baselineFromRuns(runs: BaselineRuns): BaselineOfRuns {
  const interruption = runs.rounds
    .flat()
    .map((evidence) => findInterruption(evidence, definitionsOf(evidence, runs.workflows)))
    .find((found) => found !== undefined);
  if (interruption !== undefined) return { records: [describeStart([])], baseline: undefined, interruption };
  const rounds = runs.rounds.map((round) => round.map((evidence) => readRound(evidence, runs)));
  const problem = rounds.flat().find((read) => read.problem !== undefined)?.problem;
  const outcomes = mergeOutcomes(rounds.flat());
  const flakyTests = new Set([...outcomes].filter(([, seen]) => isFlaky(seen)).map(([id]) => id));
  const isRed = [...outcomes.values()].some((seen) => seen.every(({ outcome }) => outcome === 'failed'));
  const begin: RunnerRecord[] = [describeStart(rounds.flat()), { type: 'collected', tests: outcomes.size }];
  const tests = [...outcomes].map(([id, seen]) => describeTest(id, seen));
  if (problem !== undefined && !isRed && flakyTests.size === 0)
    return { records: [...begin, { type: 'failed', code: 'baseline-failed', message: problem }], baseline: undefined };
  if (tests.length === 0)
    return { records: [...begin, { type: 'failed', code: 'no-tests', message: NO_TESTS }], baseline: undefined };
  const first = rounds[0] ?? [];
  const wallMs = first.reduce((total, { jobs }) => total + jobs.reduce((sum, job) => sum + job.wallMs, 0), 0);
  const records: RunnerRecord[] = [
    ...begin,
    ...tests,
    { type: 'import-lines', lines: wholeFiles(runs.lineCounts) },
    ...(rounds.length > 1 ? [{ type: 'flaky' as const, runs: rounds.length, ids: [...flakyTests] }] : []),
    { type: 'finished', cpuMs: wallMs, wallMs },
  ];
  return { records, baseline: isRed ? undefined : { workflows: describeWorkflows(first), flakyTests } };
}

const definitionsOf = ({ run }: CiRunEvidence, workflows: readonly TestWorkflow[]): readonly TestJob[] =>
  workflows.find(({ path }) => path === run.path)?.jobs ?? [];

const NO_TESTS = 'Neither a log nor a JUnit report of the CI shows a test that ran.';

interface ReadRound {
  readonly path: string;
  readonly jobs: readonly ReadTestJob[];
  readonly reports: ReadonlyMap<string, ReadonlyMap<string, ReportedTest>>;
  /** Why this run is no baseline. */
  readonly problem: string | undefined;
}

function readRound(evidence: CiRunEvidence, { workflows, nodeIds }: BaselineRuns): ReadRound {
  const { run } = evidence;
  const jobs = readTestJobs(evidence, definitionsOf(evidence, workflows)).filter(
    ({ job }) => job.conclusion !== 'skipped',
  );
  const reports = new Map(
    [...evidence.reports].flatMap(([name, text]) => {
      try {
        return [[name, readJunitReports([text], nodeIds)] as const];
      } catch (error) {
        if (error instanceof UploadRefusedError) return [];
        throw error;
      }
    }),
  );
  return { path: run.path, jobs, reports, problem: findProblem(evidence, jobs, reports) };
}

function findProblem(
  { run }: CiRunEvidence,
  jobs: readonly ReadTestJob[],
  reports: ReadRound['reports'],
): string | undefined {
  const where = `${run.path} (${run.url})`;
  if (run.status !== 'completed') return `The run of ${where} has not ended.`;
  if (run.conclusion !== 'success')
    return `The run of ${where} ended as ${run.conclusion ?? 'nothing'} without any mutant.`;
  if (jobs.length === 0) return `No job of ${where} that runs tests was run.`;
  for (const { job, steps } of jobs) {
    const odd = steps.flatMap(({ sessions }) => sessions).find(({ ending }) => ending !== 'finished');
    if (odd !== undefined)
      return `In the job "${job.name}" of ${where}, pytest did not simply run all tests (${odd.ending}).`;
    const ran = steps.some(({ sessions, step }) => sessions.length > 0 && step.conclusion === 'success');
    if (!ran && reports.size === 0)
      return `Neither the log of the job "${job.name}" of ${where} nor a JUnit report shows which tests ran.`;
  }
  return undefined;
}

type Seen = readonly ReportedTest[];

/** Every test by each time it was seen; where no test is named, a job stands for its tests. */
function mergeOutcomes(rounds: readonly ReadRound[]): Map<string, Seen> {
  const seen = new Map<string, ReportedTest[]>();
  const add = (test: ReportedTest) => seen.set(test.id, [...(seen.get(test.id) ?? []), test]);
  for (const { reports, jobs } of rounds) {
    for (const tests of reports.values()) for (const test of tests.values()) add(test);
    for (const job of jobs) for (const test of testsOfLog(job, reports.size > 0)) add(test);
  }
  return seen;
}

function testsOfLog(read: ReadTestJob, isReported: boolean): ReportedTest[] {
  const sessions = read.steps.flatMap((step) => step.sessions);
  const failed = sessions.flatMap(({ failures }) => failures);
  if (isReported) return [];
  const passed = sessions.flatMap((session) => [...session.passed]);
  const named = [...failed, ...passed.map((id) => ({ id, outcome: 'passed' as const, seconds: 0 }))];
  const count = sessions.reduce((total, { counts }) => total + countTests(counts), 0);
  if (named.length > 0 || count === 0) return named;
  return [{ id: `${read.job.name}: ${count} tests`, outcome: 'passed', seconds: read.wallMs / 1000 }];
}

/** Skipped on one system and run on another is no disagreement. */
const isFlaky = (seen: Seen): boolean =>
  seen.some(({ outcome }) => outcome === 'failed') && seen.some(({ outcome }) => outcome === 'passed');

function describeTest(id: string, seen: Seen): BaselineTest {
  const ran = seen.find(({ outcome }) => outcome === 'passed' || outcome === 'failed') ?? seen[0];
  const wallMs = Math.max(...seen.map(({ seconds }) => seconds)) * 1000;
  const message = ran?.failure?.message.split('\n', 1)[0];
  // A report tells no CPU time; what the clock shows is the most that it can be.
  const test = {
    type: 'test' as const,
    id,
    outcome: ran?.outcome ?? ('skipped' as const),
    cpuMs: wallMs,
    wallMs,
    lines: {},
  };
  return message === undefined ? test : { ...test, message };
}

/** Nobody has traced what ran. With every line run by the import, every test covers every mutant, and none is left out. */
function wholeFiles(lineCounts: ReadonlyMap<string, number>): ExecutedLines {
  return Object.fromEntries(
    [...lineCounts].filter(([, count]) => count > 0).map(([path, count]) => [path, [[1, count]]]),
  );
}

function describeStart(rounds: readonly ReadRound[]): RunnerRecord {
  const lines = rounds.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps.flatMap(({ platforms }) => platforms)));
  const [, platform = '', python = '', pytest = ''] =
    /^platform (\S+) -- Python ([^\s,]+), pytest-([^\s,]+)/.exec(lines[0] ?? '') ?? [];
  const runnerVersion = 'github-actions';
  return {
    type: 'started',
    version: RUNNER_CONTRACT_VERSION,
    runnerVersion,
    pythonVersion: python,
    pytestVersion: pytest,
    platform,
  };
}

function describeWorkflows(rounds: readonly ReadRound[]): CiBaseline['workflows'] {
  return new Map(
    rounds.map(({ path, jobs, reports }) => [
      path,
      {
        jobs: new Map(jobs.map((read) => [read.job.name, describeJob(read)])),
        reports: new Map(
          [...reports].map(([name, tests]) => [name, new Map([...tests].map(([id, { outcome }]) => [id, outcome]))]),
        ),
      },
    ]),
  );
}

const describeJob = ({ definition, wallMs, steps }: ReadTestJob): BaselineJob => ({
  definition,
  wallMs,
  sessions: steps.flatMap(({ sessions }) => sessions.map(({ counts, passed }) => ({ counts, passed }))),
});
