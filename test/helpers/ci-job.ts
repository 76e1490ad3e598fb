import { randomUUID } from 'node:crypto';
import type {
  CiJob,
  CiJobHandle,
  CiJobListener,
  CiProvider,
  RecordTrust,
  CiRun,
} from '../../service/ci/ci-provider.ts';
import type { RunnerPlan } from '../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import type { Settings } from '../../shared/settings.ts';

/** What a provider told its listener, in order. */
export interface ListenerRecording extends CiJobListener {
  readonly records: Map<string, RunnerRecord[]>;
  readonly trusts: Map<string, (RecordTrust | undefined)[]>;
  readonly changes: string[];
  readonly notices: string[];
}

export function recordListener(): ListenerRecording {
  const records = new Map<string, RunnerRecord[]>();
  const trusts: ListenerRecording['trusts'] = new Map();
  const changes: string[] = [];
  const notices: string[] = [];
  return {
    records,
    trusts,
    changes,
    notices,
    onRecord(jobId, record, trust) {
      trusts.set(jobId, [...(trusts.get(jobId) ?? []), trust]);
      records.set(jobId, [...(records.get(jobId) ?? []), record]);
      return Promise.resolve();
    },
    onChange(jobId) {
      changes.push(jobId);
      return Promise.resolve();
    },
    onNotice(_runId, message) {
      notices.push(message);
      return Promise.resolve();
    },
  };
}

/** A job that runs the baseline of a project on this machine. */
export function createBaselineJob(
  projectFolder: string,
  {
    pytestArguments = [],
    settings = {},
    files = [],
  }: { pytestArguments?: string[]; settings?: Settings; files?: RunnerPlan['files'] } = {},
): CiJob {
  const runId = randomUUID();
  const jobId = randomUUID();
  return {
    runId,
    jobId,
    source: {
      organisationId: randomUUID(),
      repository: {
        id: randomUUID(),
        name: 'project',
        ciProvider: 'local',
        location: projectFolder,
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    },
    settings,
    plan: { kind: 'baseline', version: 1, runId, jobId, pytestArguments, workers: 1, files, repeats: 1 },
  };
}

/** Prepares the job and starts it by itself. */
export async function startCiJob(provider: CiProvider, job: CiJob): Promise<CiJobHandle> {
  await provider.prepare([job], new AbortController().signal);
  return dispatchAgain(provider, job);
}

/** Starts a prepared job, or finds the one that was started. */
export async function dispatchAgain(provider: CiProvider, job: CiJob): Promise<CiJobHandle> {
  const handle = (await provider.dispatch([job])).get(job.jobId);
  if (handle === undefined) throw new Error(`The provider gave no handle of the job ${job.jobId}.`);
  return handle;
}

export const runOf = ({ runId, source: { organisationId, repository } }: CiJob): CiRun => ({
  organisationId,
  runId,
  repository,
});

/** Waits for a condition; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
