import type { Clock } from '../clock.ts';
import type { JobResult, RunningJob } from './act-job.ts';
import { interpolate } from './expressions.ts';
import { contextsOf, needsOf, planJobs, type PlannedJob } from './plan-jobs.ts';
import type { Conclusion, JobRecord, RunRecord } from './run-records.ts';

export interface RunEngineDependencies {
  readonly clock: Clock;
  readonly concurrentJobs: number;
  nextId(): number;
  startJob(job: JobRecord, needed: readonly JobRecord[]): Promise<RunningJob>;
  onRunChange(run: RunRecord, action: 'requested' | 'in_progress' | 'completed'): void;
  onJobChange(job: JobRecord, action: 'queued' | 'in_progress' | 'completed'): void;
}

const MINUTE_MS = 60_000;
const DEFAULT_TIMEOUT_MINUTES = 360;

/** Brings runs from queued to completed: which jobs can start, which slot is free, what a failure or a cancellation means. */
export class RunEngine {
  readonly #dependencies: RunEngineDependencies;
  readonly #runs = new Set<RunRecord>();
  readonly #running = new Map<JobRecord, Promise<RunningJob>>();
  readonly #ending = new Map<JobRecord, Conclusion>();
  readonly #stopping = new Map<JobRecord, Promise<void>>();
  readonly #finished: Promise<void>[] = [];
  #isClosed = false;

  constructor(dependencies: RunEngineDependencies) {
    this.#dependencies = dependencies;
  }

  add(run: RunRecord): void {
    this.#dependencies.onRunChange(run, 'requested');
    if (run.file.document === undefined) {
      this.#complete(run, 'startup_failure');
      return;
    }
    if (this.#makeRoomInGroup(run)) this.#runs.add(run);
    this.#advance(run);
  }

  /** What was not started is cancelled at once; what runs, when its processes are gone. */
  cancel(run: RunRecord): void {
    if (run.status === 'completed') return;
    run.isCancelRequested = true;
    if (run.status === 'pending') {
      this.#complete(run, 'cancelled');
      return;
    }
    for (const job of run.jobs) this.#cancelJob(job);
    this.#advance(run);
  }

  /** As a runner that loses its machine: its log is gone and no step says how it ended. */
  async killRunner(job: JobRecord): Promise<void> {
    job.hasLog = false;
    await this.#stop(job, 'failure', 0);
  }

  /** As GitHub ends a job that has run for as long as its workflow allows: the job's times say that it has, too. */
  async reachTimeLimit(job: JobRecord): Promise<void> {
    job.startedAt = this.#dependencies.clock() - timeLimitMs(job);
    await this.#stop(job, 'cancelled');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#running.keys()].map((job) => this.#stop(job, 'cancelled', 0)));
    await Promise.all(this.#finished);
  }

  #advance(run: RunRecord): void {
    if (run.status === 'completed' || run.status === 'pending') return;
    try {
      for (let planned = planJobs(run); planned.length > 0; planned = planJobs(run))
        for (const job of planned) this.#createJob(run, job);
    } catch (error) {
      this.#complete(run, 'startup_failure', error);
      return;
    }
    const isPlanned = Object.keys(run.file.document?.jobs ?? {}).every((key) =>
      run.jobs.some((job) => job.key === key),
    );
    if (isPlanned && run.jobs.every(({ status }) => status === 'completed')) this.#complete(run, concludeRun(run));
    this.#startQueued();
  }

  #createJob(run: RunRecord, planned: PlannedJob): void {
    const { clock, nextId, onJobChange } = this.#dependencies;
    const job: JobRecord = {
      id: nextId(),
      run,
      key: planned.key,
      name: planned.name,
      definition: planned.definition,
      matrix: planned.matrix,
      createdAt: clock(),
      status: 'queued',
      conclusion: null,
      startedAt: undefined,
      completedAt: undefined,
      steps: [],
      log: [],
      hasLog: true,
      outputs: {},
    };
    run.jobs.push(job);
    if (planned.isSkipped) this.#completeJob(job, 'skipped');
    else onJobChange(job, 'queued');
  }

  #startQueued(): void {
    for (const run of this.#runs)
      for (const job of run.jobs) {
        if (this.#isClosed || this.#running.size >= this.#dependencies.concurrentJobs) return;
        if (job.status === 'queued' && !this.#isHeldBack(job)) this.#start(job);
      }
  }

  #isHeldBack(job: JobRecord): boolean {
    const most = Number(job.definition.strategy?.['max-parallel'] ?? Infinity);
    const siblings = job.run.jobs.filter(({ key, status }) => key === job.key && status === 'in_progress');
    return siblings.length >= most;
  }

  #start(job: JobRecord): void {
    const { clock, startJob, onJobChange, onRunChange } = this.#dependencies;
    job.status = 'in_progress';
    job.startedAt = clock();
    if (job.run.status === 'queued') {
      job.run.status = 'in_progress';
      job.run.startedAt = clock();
      onRunChange(job.run, 'in_progress');
    }
    onJobChange(job, 'in_progress');
    const names = needsOf(job.definition);
    const running = startJob(
      job,
      job.run.jobs.filter(({ key }) => names.includes(key)),
    );
    this.#running.set(job, running);
    this.#finished.push(this.#follow(job, running));
  }

  async #follow(job: JobRecord, running: Promise<RunningJob>): Promise<void> {
    const timer = setTimeout(() => void this.#stop(job, 'cancelled'), timeLimitMs(job));
    const result = await running.then(
      ({ result: ended }) => ended,
      (error: unknown): JobResult => {
        job.log.push(String(error));
        return { conclusion: 'failure', outputs: {} };
      },
    );
    clearTimeout(timer);
    // act may be gone before what it started is.
    await this.#stopping.get(job);
    this.#running.delete(job);
    job.outputs = result.outputs;
    this.#completeJob(job, this.#ending.get(job) ?? result.conclusion);
    this.#advance(job.run);
  }

  async #stop(job: JobRecord, conclusion: Conclusion, graceMs?: number): Promise<void> {
    const running = this.#running.get(job);
    if (running === undefined) return;
    this.#ending.set(job, conclusion);
    const stopping = (await running).stop(graceMs);
    this.#stopping.set(job, stopping);
    await stopping;
  }

  #cancelJob(job: JobRecord): void {
    if (job.status === 'queued') this.#completeJob(job, 'cancelled');
    else if (job.status === 'in_progress') void this.#stop(job, 'cancelled');
  }

  #completeJob(job: JobRecord, conclusion: Conclusion): void {
    job.status = 'completed';
    job.conclusion = conclusion;
    job.completedAt = this.#dependencies.clock();
    job.run.updatedAt = job.completedAt;
    this.#dependencies.onJobChange(job, 'completed');
    const isFatal =
      conclusion === 'failure' && job.matrix !== undefined && job.definition.strategy?.['fail-fast'] !== false;
    if (isFatal && job.definition['continue-on-error'] !== true)
      for (const sibling of job.run.jobs) if (sibling.key === job.key) this.#cancelJob(sibling);
  }

  #complete(run: RunRecord, conclusion: Conclusion, error?: unknown): void {
    run.status = 'completed';
    run.conclusion = conclusion;
    run.updatedAt = this.#dependencies.clock();
    if (error !== undefined) run.startupError = error instanceof Error ? error.message : 'unknown';
    this.#runs.delete(run);
    this.#dependencies.onRunChange(run, 'completed');
    const group = groupOf(run);
    const others = group === undefined ? [] : [...this.#runs].filter((other) => groupOf(other) === group);
    const next = others[0];
    if (next === undefined || others.some(({ status }) => status !== 'pending')) return;
    next.status = 'queued';
    this.#advance(next);
  }

  /** One run of a `concurrency` group runs and one waits; a newer one takes the place of the one that waits. */
  #makeRoomInGroup(run: RunRecord): boolean {
    const group = groupOf(run);
    const others = group === undefined ? [] : [...this.#runs].filter((other) => groupOf(other) === group);
    if (others.length === 0) return true;
    const setting = run.file.document?.concurrency;
    const cancels =
      typeof setting === 'object' && isTrue(interpolate(setting['cancel-in-progress'], contextsOf(run, [])));
    run.status = 'pending';
    this.#runs.add(run);
    for (const other of others) {
      if (other.status === 'pending') this.#complete(other, 'cancelled');
      else if (cancels) this.cancel(other);
    }
    return false;
  }
}

const timeLimitMs = ({ definition }: JobRecord): number =>
  Number(definition['timeout-minutes'] ?? DEFAULT_TIMEOUT_MINUTES) * MINUTE_MS;

const isTrue = (value: unknown): boolean => value === true || value === 'true';

function groupOf(run: RunRecord): string | undefined {
  const setting = run.file.document?.concurrency;
  if (setting === undefined) return undefined;
  const group = interpolate(typeof setting === 'string' ? setting : setting.group, contextsOf(run, []));
  return `${run.repository.id}:${String(group)}`;
}

function concludeRun(run: RunRecord): Conclusion {
  const counted = run.jobs.filter((job) => job.definition['continue-on-error'] !== true);
  const has = (conclusion: Conclusion): boolean => counted.some((job) => job.conclusion === conclusion);
  if (run.isCancelRequested) return 'cancelled';
  if (has('failure')) return 'failure';
  if (has('cancelled')) return 'cancelled';
  return run.jobs.length > 0 && run.jobs.every(({ conclusion }) => conclusion === 'skipped') ? 'skipped' : 'success';
}
