/** What the tests of one job of a finished run said, and how its machinery fared. */
import { isJobShownAs, isShownAs, type TestJob, type TestStep } from '../workflows/test-steps.ts';
import { wallMsOf, type CiJobOfRun, type CiRunEvidence, type CiStep } from './ci-run.ts';
import { findSection, readLogSections } from './job-log.ts';
import { readPytestSessions, type PytestSession } from './pytest-log.ts';

export interface ReadTestJob {
  readonly job: CiJobOfRun;
  readonly definition: TestJob;
  /** In their order; a step that is not there did not run. */
  readonly steps: readonly ReadTestStep[];
  /** The first step of another kind that did not succeed. */
  readonly brokenStep: CiStep | undefined;
  readonly wallMs: number;
}

export interface ReadTestStep {
  readonly step: CiStep;
  readonly definition: TestStep;
  /** Empty where there is no log, or pytest did not come to a word. */
  readonly sessions: readonly PytestSession[];
  /** Lines in which pytest tells the platform and its version. */
  readonly platforms: readonly string[];
  /** Lines by which the machine says what went wrong. */
  readonly errors: readonly string[];
}

export function readTestJobs(evidence: CiRunEvidence, definitions: readonly TestJob[]): ReadTestJob[] {
  return evidence.jobs.flatMap((job) => {
    const definition = definitions.find(({ name }) => isJobShownAs(name, job.name));
    return definition === undefined ? [] : [readTestJob(job, definition, evidence.logs.get(job.id))];
  });
}

function readTestJob(job: CiJobOfRun, definition: TestJob, log: string | undefined): ReadTestJob {
  const sections = log === undefined ? [] : readLogSections(log);
  const isTestStep = ({ name }: CiStep) => definition.steps.some((step) => isShownAs(step.name, name));
  const steps = job.steps.flatMap((step): ReadTestStep[] => {
    const found = definition.steps.find(({ name }) => isShownAs(name, step.name));
    if (found === undefined) return [];
    const section = findSection(sections, found.firstLine);
    const sessions = section === undefined ? [] : readPytestSessions(section.lines);
    const platforms = section?.lines.filter((line) => line.startsWith('platform ')) ?? [];
    return [{ step, definition: found, sessions, platforms, errors: section?.errors ?? [] }];
  });
  const brokenStep = job.steps.find(
    (step) => !isTestStep(step) && ['failure', 'cancelled', 'timed_out'].includes(step.conclusion ?? ''),
  );
  return { job, definition, steps, brokenStep, wallMs: wallMsOf(job) };
}
