/** What one job of a finished run says about the mutant it ran on. */
import { countTests, passesOnBaseline, type BaselineJob, type BaselineWorkflow } from './ci-baseline.ts';
import { combineFindings, nothing, type Finding } from './finding.ts';
import type { OutcomeCounts, PytestSession } from './pytest-log.ts';
import type { ReadTestJob, ReadTestStep } from './read-test-job.ts';
import type { ReportedTest } from './reported-test.ts';

export interface JobSurroundings {
  readonly workflow: BaselineWorkflow;
  readonly baseline: BaselineJob;
  readonly flakyTests: ReadonlySet<string>;
  /** Failed tests of the run's JUnit reports, whichever job made them. */
  readonly reported: readonly ReportedTest[];
}

const MINUTE_MS = 60_000;
/** A limit says something about a mutant where the tests need no more than half of it without one. */
const FAR_BELOW = 0.5;
/** GitHub's times are whole seconds, and ending a job takes some. */
const NEARLY = 0.98;

export function judgeTestJob(read: ReadTestJob, around: JobSurroundings): Finding {
  const { job, steps, brokenStep } = read;
  if (job.status !== 'completed') return nothing(`The job "${job.name}" has not ended.`, true);
  const ran = steps.filter(({ step }) => step.conclusion !== 'skipped');
  const findings = ran.map((step) => judgeStep(step, read, around));
  const combined = combineFindings(findings);
  if (combined.kind !== 'survived') return combined;
  if (brokenStep !== undefined && ran.length < steps.length)
    return nothing(`The step "${brokenStep.name}" of the job "${job.name}" failed before the tests.`, true);
  if (ran.length === 0 || ran.length < around.baseline.definition.steps.length) return explainAbsence(read);
  return findMissingTests(read, around.baseline) ?? combined;
}

function explainAbsence({ job, brokenStep }: ReadTestJob): Finding {
  if (brokenStep !== undefined)
    return nothing(`The step "${brokenStep.name}" of the job "${job.name}" failed before the tests.`, true);
  const isCut = job.conclusion === 'cancelled' || job.conclusion === 'failure' || job.conclusion === 'timed_out';
  return nothing(`The tests of the job "${job.name}" did not run: it ended as ${job.conclusion ?? 'nothing'}.`, isCut);
}

function judgeStep(read: ReadTestStep, job: ReadTestJob, around: JobSurroundings): Finding {
  const { step, errors } = read;
  const name = `The step "${step.name}" of the job "${job.job.name}"`;
  switch (step.conclusion) {
    case 'success':
      return judgeSuccess(read, job, around, name);
    case 'failure': {
      const limit = errors
        .map((line) => /has timed out after (\d+) minutes?/.exec(line)?.[1])
        .find((minutes) => minutes !== undefined);
      if (limit !== undefined) return judgeLimit(name, Number(limit), around.baseline);
      if (errors.some((line) => MACHINE_FAILED.test(line))) return nothing(`${name} was ended by its machine.`, true);
      return judgeFailures(read, job, around, name);
    }
    case 'cancelled':
    case 'timed_out':
      return judgeCut(job, around.baseline, name);
    default:
      return nothing(`${name} has no end: the machine that ran it was lost.`, true);
  }
}

const MACHINE_FAILED =
  /shutdown signal|operation was cancell?ed|lost communication|No space left on device|exit code 137\b/;

function judgeLimit(name: string, minutes: number, { wallMs }: BaselineJob): Finding {
  if (wallMs > 0 && wallMs <= minutes * MINUTE_MS * FAR_BELOW) {
    const usual = Math.ceil(wallMs / 1000);
    return {
      kind: 'timed-out',
      reason: `${name} was cut off after ${minutes} minutes; without the mutant its job takes ${usual} s.`,
    };
  }
  return nothing(
    `${name} was cut off after ${minutes} minutes, which is too near to what it takes without the mutant.`,
  );
}

/** A job that runs into its own limit and one that somebody cancels end alike, but for the time. */
function judgeCut({ wallMs, definition }: ReadTestJob, baseline: BaselineJob, name: string): Finding {
  if (wallMs >= definition.timeoutMinutes * MINUTE_MS * NEARLY)
    return judgeLimit(name, definition.timeoutMinutes, baseline);
  return nothing(`${name} was cancelled.`, true);
}

function judgeSuccess(read: ReadTestStep, job: ReadTestJob, around: JobSurroundings, name: string): Finding {
  const hasFailed = read.sessions.some(({ failures, counts }) => failures.length + counts.failed + counts.errors > 0);
  const mayFail = read.definition.mayFail || job.definition.mayFail;
  const isReported = around.reported.length > 0 && (mayFail || read.definition.hidesFailure);
  if (!hasFailed && !isReported) return findBadEnding(read.sessions, name) ?? { kind: 'survived' };
  if (mayFail) return judgeFailures(read, job, around, name);
  return nothing(`${name} succeeded although tests failed, so that nobody knows what its end means.`);
}

function findBadEnding(sessions: readonly PytestSession[], name: string): Finding | undefined {
  const bad = sessions.find(({ ending }) => ending !== 'finished');
  if (bad === undefined) return undefined;
  return nothing(`${name}: ${ENDINGS[bad.ending]}`, bad.ending === 'unfinished' || bad.ending === 'interrupted');
}

const ENDINGS: Readonly<Record<PytestSession['ending'], string>> = {
  finished: 'pytest ran all tests.',
  stopped: 'pytest stopped before it had run all tests.',
  'no-tests': 'pytest ran no tests.',
  interrupted: 'pytest was interrupted.',
  'internal-error': 'pytest itself failed (INTERNALERROR).',
  unfinished: 'pytest did not come to an end.',
  ambiguous: 'the log holds the output of one pytest within that of another.',
};
const USABLE = new Set<PytestSession['ending']>(['finished', 'stopped']);

/** A failed step says nothing by itself: a limit for coverage, or a shell, may have failed it. */
function judgeFailures(read: ReadTestStep, job: ReadTestJob, around: JobSurroundings, name: string): Finding {
  const { sessions } = read;
  const bad = sessions.find(({ ending }) => !USABLE.has(ending) && ending !== 'ambiguous');
  if (bad !== undefined && bad.ending !== 'no-tests')
    return nothing(`${name}: ${ENDINGS[bad.ending]}`, bad.ending !== 'internal-error');
  const isAmbiguous = sessions.some(({ ending }) => ending === 'ambiguous');
  const failed = mergeFailures(isAmbiguous ? [] : sessions.flatMap(({ failures }) => failures), around.reported);
  if (failed.length === 0)
    return nothing(
      `${name} failed, and no failing test is named${isAmbiguous ? `: ${ENDINGS.ambiguous}` : '.'}`,
      sessions.length === 0,
    );
  const counting = failed.filter(({ failure }) => failure?.isWorkerCrash !== true && !isFullDisk(failure?.message));
  if (counting.length === 0) return nothing(`${name} failed because a worker died or the disk was full.`, true);
  return weighFailures(counting, job, around, name);
}

const isFullDisk = (message = ''): boolean => message.includes('No space left on device');

/** A report says more than a log about the same test. */
function mergeFailures(told: readonly ReportedTest[], reported: readonly ReportedTest[]): ReportedTest[] {
  const byId = new Map([...told, ...reported].map((test) => [test.id, test]));
  return [...byId.values()];
}

function weighFailures(
  failed: readonly ReportedTest[],
  job: ReadTestJob,
  around: JobSurroundings,
  name: string,
): Finding {
  const reliable = failed.filter(({ id }) => !around.flakyTests.has(id));
  if (reliable.length === 0) return { kind: 'flaky', tests: failed };
  const isKnown = ({ id }: ReportedTest) => passesOnBaseline(around.workflow, job.job.name, id);
  const killing = reliable.filter((test) => isKnown(test) === true);
  if (killing.length > 0) return { kind: 'killed', tests: killing };
  const unknown = reliable.filter((test) => isKnown(test) === undefined);
  if (unknown.length > 0 && haveOnlyPassedTestsFailed(job, around.baseline)) return { kind: 'killed', tests: unknown };
  const ids = reliable.slice(0, 3).map(({ id }) => id);
  return nothing(`${name} failed, but whether ${ids.join(', ')} pass without the mutant is not known.`);
}

/** Nothing else has become less: then those that fail now are among those that passed. */
function haveOnlyPassedTestsFailed({ steps }: ReadTestJob, baseline: BaselineJob): boolean {
  const sessions = steps.flatMap((step) => step.sessions);
  return (
    baseline.sessions.length > 0 &&
    sessions.length === baseline.sessions.length &&
    sessions.every(({ ending, counts }, index) => {
      const before = baseline.sessions[index]?.counts;
      return before !== undefined && ending === 'finished' && isSameButFailed(counts, before);
    })
  );
}

const isSameButFailed = (counts: OutcomeCounts, before: OutcomeCounts): boolean =>
  counts.skipped === before.skipped &&
  counts.xfailed === before.xfailed &&
  counts.xpassed === before.xpassed &&
  counts.passed + counts.failed === before.passed &&
  counts.errors === 0;

/** All is green; that counts only where the same tests ran. */
function findMissingTests({ steps, job }: ReadTestJob, baseline: BaselineJob): Finding | undefined {
  const sessions = steps.flatMap((step) => step.sessions);
  if (baseline.sessions.length === 0) return undefined;
  if (sessions.length !== baseline.sessions.length)
    return nothing(`The log of the job "${job.name}" does not show that the same tests ran.`, sessions.length === 0);
  for (const [index, { counts }] of sessions.entries()) {
    const before = baseline.sessions[index]?.counts ?? counts;
    if (counts.passed < before.passed || countTests(counts) < countTests(before))
      return nothing(
        `Only ${counts.passed} of ${before.passed} tests passed in the job "${job.name}", and none failed.`,
      );
  }
  return undefined;
}
