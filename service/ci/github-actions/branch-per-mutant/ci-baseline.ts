/** What a green run without any mutant has shown, and what every run of a mutant is compared with. */
import type { TestJob } from '../workflows/test-steps.ts';
import type { OutcomeCounts } from './pytest-log.ts';
import type { ReportedTest } from './reported-test.ts';

export interface CiBaseline {
  /** By the path of the workflow file. */
  readonly workflows: ReadonlyMap<string, BaselineWorkflow>;
  /** Ids of tests that did not always end alike without a mutant. */
  readonly flakyTests: ReadonlySet<string>;
}

export interface BaselineWorkflow {
  /** Jobs that ran tests, by the name that GitHub shows. */
  readonly jobs: ReadonlyMap<string, BaselineJob>;
  /** Outcomes by test, by the artifact and file that reported them. */
  readonly reports: ReadonlyMap<string, ReadonlyMap<string, ReportedTest['outcome']>>;
}

export interface BaselineJob {
  readonly definition: TestJob;
  readonly wallMs: number;
  /** Of each session of pytest that its log shows, in their order. */
  readonly sessions: readonly BaselineSession[];
}

export interface BaselineSession {
  readonly counts: OutcomeCounts;
  /** Named as passed by the log; most logs name none. */
  readonly passed: ReadonlySet<string>;
}

/** Whether a test that fails with a mutant is known to pass without one; undefined where the baseline does not tell. */
export function passesOnBaseline(workflow: BaselineWorkflow, jobName: string, id: string): boolean | undefined {
  const reports = [...workflow.reports.values()];
  const outcomes = reports.flatMap((tests) => tests.get(id) ?? []);
  if (outcomes.length > 0) return outcomes.every((outcome) => outcome === 'passed');
  // A file that could not be collected would have failed the baseline.
  if (!id.includes('::')) return true;
  const sessions = workflow.jobs.get(jobName)?.sessions ?? [];
  if (sessions.some(({ passed }) => passed.has(id))) return true;
  // Where nothing was skipped or expected to fail, whatever ran has passed, or the baseline would not be green.
  const isPlain = ({ counts }: BaselineSession) => counts.skipped + counts.xfailed + counts.xpassed === 0;
  return reports.length === 0 && sessions.length > 0 && sessions.every(isPlain) ? true : undefined;
}

export const countTests = (counts: OutcomeCounts): number =>
  counts.passed + counts.failed + counts.errors + counts.skipped + counts.xfailed + counts.xpassed;
