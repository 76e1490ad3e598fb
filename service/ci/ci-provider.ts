import type { RunnerPlan } from '../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import type { CiProviderName, Repository } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { SourceRequest } from './source-provider.ts';

/** A piece of work for a CI: one runner, one plan, one report. */
export interface CiJob {
  /** Unique for ever; a job that is started again is another job. */
  readonly jobId: string;
  readonly runId: string;
  /** Absent for the baseline. */
  readonly shardIndex?: number | undefined;
  /** The tree whose tests run; its revision is a commit, where it has one. */
  readonly source: SourceRequest;
  readonly settings: Settings;
  readonly plan: RunnerPlan;
}

/** A run as a provider knows it. */
export interface CiRun {
  readonly organisationId: string;
  readonly runId: string;
  readonly repository: Repository;
}

/** What a CI has to offer for a run. */
export interface CiCapacity {
  /** Processes that one job can use side by side. */
  readonly workersPerJob: number;
  /** Jobs that are worth running side by side. */
  readonly parallelJobs: number;
  /** Starting all shards of a run at once is cheaper than one after the other. */
  readonly startsShardsTogether: boolean;
  /** Wall time of work that is worth a job of its own; with less, fewer jobs are used. */
  readonly worthAJobMs?: number;
  /** Minutes of jobs cost money. */
  readonly isBilled: boolean;
  /** Time that a job takes until its tests begin. */
  readonly startMs?: number;
  /** The CI runs once for each mutant. */
  readonly runsForEachMutant?: boolean;
  /** Jobs that the CI runs at once for the account; more wait for one another. */
  readonly sideBySide?: number;
  readonly strategy?: Settings['strategy'];
  /** More mutants than this are not worth measuring there. */
  readonly maxMutants?: number;
  /** Why it is so, in sentences for the person who asks. */
  readonly reasons?: readonly string[];
}

/** What a provider needs to find a dispatched job again, also after a restart. JSON, below 4 KiB. */
export type CiJobHandle = Readonly<Record<string, string | number>>;

/**
 * Whether the machinery worked; what the tests said is in the records.
 * `cancelled`: a person, or Tinybug, stopped it. `lost`: the job ended, or vanished, without the last line of its report; what it had not finished can be run again.
 */
export type CiJobState =
  | { readonly state: 'queued' | 'running' }
  | { readonly state: 'finished' }
  | { readonly state: 'cancelled'; readonly reason?: string }
  | { readonly state: 'lost'; readonly reason: string };

/** `provisional`: others than the job could have sent it, so that it is shown and counts once the job's report says the same. */
export type RecordTrust = 'final' | 'provisional';

export interface CiJobListener {
  /** A record of the report as it arises; a provider that cannot stream never calls it. Resolves once it is stored. */
  onRecord(jobId: string, record: RunnerRecord, trust?: RecordTrust): Promise<void>;
  /** The job's state may have changed; a signal, to be checked with `poll`. */
  onChange(jobId: string): Promise<void>;
  /** Something the person who waits should read. */
  onNotice(runId: string, message: string): Promise<void>;
}

/**
 * A continuous integration system that can run the runner on a repository.
 * Every method can be called again after a failure and then does the same thing once.
 * Errors that only the user can mend are `TinybugError`s of kind `user`; all others are worth a retry.
 */
export interface CiProvider {
  readonly name: CiProviderName;
  /** How often `poll` is worth calling where no signal arrives. */
  readonly pollIntervalMs: number;
  capacity(source: SourceRequest, settings: Settings): Promise<CiCapacity>;
  /** Brings plans and runner, and whatever the jobs of a run need, to where they will run. */
  prepare(jobs: readonly CiJob[], abortSignal: AbortSignal): Promise<void>;
  /** Starts jobs prepared together, and returns without waiting for them. Jobs already started are not started twice. */
  dispatch(jobs: readonly CiJob[]): Promise<ReadonlyMap<string, CiJobHandle>>;
  poll(jobId: string, handle: CiJobHandle): Promise<CiJobState>;
  /** All records of the report so far, from its first line, parsed; records that were streamed come again. */
  fetch(jobId: string, handle: CiJobHandle): AsyncIterable<RunnerRecord>;
  /** Stops the job's tests within five seconds and returns when they are gone; where they run elsewhere, asks for that. */
  cancel(jobId: string, handle: CiJobHandle): Promise<void>;
  /** Removes all that a run left behind. */
  cleanUp(run: CiRun): Promise<void>;
  /** Ids of the runs that have left something in the repository's CI, those that go on included. */
  findRemains(run: Omit<CiRun, 'runId'>): Promise<readonly string[]>;
}
