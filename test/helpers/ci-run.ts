/** Finished runs of a workflow with one job or several, as GitHub tells of them and as their logs read. */
import type {
  CiJobOfRun,
  CiRun,
  CiRunEvidence,
  CiStep,
} from '../../service/ci/github-actions/branch-per-mutant/ci-run.ts';

export interface DescribedJob {
  readonly name?: string;
  readonly conclusion?: string;
  readonly status?: string;
  readonly minutes?: number;
  /** Conclusions of the steps checkout, install and tests. */
  readonly steps?: readonly (string | undefined)[];
  /** What the tests' step printed; undefined where the log is gone. */
  readonly log?: string | undefined;
  readonly error?: string;
  /** The script of the tests' step. */
  readonly command?: string;
}

export interface DescribedRun extends Partial<CiRun> {
  readonly jobs: readonly DescribedJob[];
  readonly reports?: Readonly<Record<string, string>>;
}

export const WORKFLOW_PATH = '.github/workflows/tests.yml';
export const GREEN_LOG =
  '=== test session starts ===\nplatform linux -- Python 3.12.1, pytest-8.1.1, pluggy-1.4.0\n=== 4 passed in 1.0s ===';
const STEPS = ['Run actions/checkout@v4', 'Install', 'Run pytest'];

export function createCiRun({ jobs, reports = {}, ...run }: DescribedRun): CiRunEvidence {
  const conclusion = jobs.every((job) => (job.conclusion ?? 'success') === 'success') ? 'success' : 'failure';
  const whole = {
    id: 1,
    path: WORKFLOW_PATH,
    headSha: 'c1',
    status: 'completed',
    conclusion,
    attempt: 1,
    url: 'run/1',
  };
  return {
    run: { ...whole, ...run },
    jobs: jobs.map(describeJob),
    logs: new Map(jobs.flatMap((job, id) => ('log' in job && job.log === undefined ? [] : [[id, describeLog(job)]]))),
    reports: new Map(Object.entries(reports)),
  };
}

function describeJob(job: DescribedJob, id: number): CiJobOfRun {
  const conclusions = job.steps ?? ['success', 'success', job.conclusion ?? 'success'];
  const status = job.status ?? 'completed';
  return {
    id,
    name: job.name ?? 'tests',
    status,
    conclusion: job.conclusion ?? 'success',
    startedAt: '2026-01-01T00:00:00Z',
    completedAt: new Date(Date.UTC(2026, 0, 1) + (job.minutes ?? 1) * 60_000).toISOString(),
    steps: conclusions.map((conclusion, index): CiStep => {
      return { number: index + 1, name: STEPS[index] ?? '', status, conclusion };
    }),
  };
}

const describeLog = ({ log = GREEN_LOG, error, command = 'pytest' }: DescribedJob): string =>
  [`##[group]Run ${command}`, 'shell: bash', '##[endgroup]', log, ...(error === undefined ? [] : [`##[error]${error}`])]
    .join('\n')
    .split('\n')
    .map((line) => `2026-01-01T00:00:00.0000000Z ${line}`)
    .join('\n');
