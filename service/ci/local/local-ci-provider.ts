import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { TinybugError } from '../../../shared/error-code.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { findProjectFolder } from '../../source/working-tree.ts';
import type { CiCapacity, CiJob, CiJobHandle, CiJobListener, CiJobState, CiProvider, CiRun } from '../ci-provider.ts';
import type { Environment } from './child-environment.ts';
import { whileDiskHasSpace } from './disk-full.ts';
import { jobFolderPaths, parseHandle, runFolderPath, writeJson, type LocalJobHandle } from './job-folder.ts';
import { keepLog } from './job-log.ts';
import { judgeEndedJob } from './job-state.ts';
import { startLocalJob, stopLeftover, type LocalJob } from './local-job.ts';
import { createPythonEnvironments } from './python-environment.ts';
import { isReportWhole, readRecords } from './report-file.ts';
import { stopProcesses } from './stop-processes.ts';

const POLL_INTERVAL_MS = 2_000;
/** How long the runner has to end its tests itself; with the kill that follows it stays below five seconds. */
const CANCEL_GRACE_MS = 2_000;

export interface LocalCiProviderOptions {
  /** Holds plans, reports and logs of open jobs. */
  readonly jobsFolder: string;
  /** Holds virtual environments. */
  readonly cacheFolder: string;
  /** The runner's source folder, or an archive that Python can run. */
  readonly runnerFolder: string;
  readonly listener: CiJobListener;
  /** The user's environment variables, which the tests get too. */
  readonly environment: Environment;
  readonly logger?: Logger | undefined;
}

export interface LocalCiProvider extends CiProvider {
  /** Ends every runner that this process has started; their reports stay. */
  close(): Promise<void>;
}

/**
 * The local provider runs whatever is in the project, with the rights of the service, so it runs on nobody's machine but the asker's.
 *
 * @param environmentName value of `TINYBUG_ENV`
 * @throws TinybugError `local-provider-refused` outside `dev`
 */
export function assertLocalProviderAllowed(environmentName: string): void {
  if (environmentName === 'dev') return;
  throw new TinybugError(
    'local-provider-refused',
    `The environment is ${environmentName}: tests must not run on the service's own machine.`,
  );
}

/** Runs the runner on this machine, in a process for each job. */
export function createLocalCiProvider(options: LocalCiProviderOptions): LocalCiProvider {
  return new LocalProvider(options);
}

class LocalProvider implements LocalCiProvider {
  readonly name = 'local';
  readonly pollIntervalMs = POLL_INTERVAL_MS;
  private readonly options: LocalCiProviderOptions;
  private readonly pythonEnvironments;
  /** Started by this process, by job. */
  private readonly jobs = new Map<string, LocalJob>();
  /** Being started now, by job. */
  private readonly starts = new Map<string, Promise<CiJobHandle>>();

  constructor(options: LocalCiProviderOptions) {
    this.options = options;
    this.pythonEnvironments = createPythonEnvironments(options);
  }

  /** A job uses all of the machine. */
  capacity(): Promise<CiCapacity> {
    return Promise.resolve({
      workersPerJob: availableParallelism(),
      parallelJobs: 1,
      startsShardsTogether: false,
      isBilled: false,
    });
  }

  async prepare(jobs: readonly CiJob[], abortSignal: AbortSignal): Promise<void> {
    for (const job of jobs) await this.prepareOne(job, abortSignal);
  }

  private async prepareOne(job: CiJob, abortSignal: AbortSignal): Promise<void> {
    abortSignal.throwIfAborted();
    const projectFolder = await findProjectFolder(job.source.repository.location);
    const python = await this.pythonEnvironments.resolve({
      projectFolder,
      python: job.settings.python,
      abortSignal,
      notify: (message) => this.options.listener.onNotice(job.runId, message),
    });
    const paths = this.paths(job.runId, job.jobId);
    await whileDiskHasSpace(paths.folder, async () => {
      await mkdir(paths.folder, { recursive: true, mode: 0o700 });
      await writeJson(paths.plan, job.plan);
      await writeJson(paths.prepared, { python, projectFolder });
    });
  }

  async dispatch(jobs: readonly CiJob[]): Promise<ReadonlyMap<string, CiJobHandle>> {
    const handles = new Map<string, CiJobHandle>();
    for (const job of jobs) handles.set(job.jobId, await this.dispatchOne(job));
    return handles;
  }

  private dispatchOne(job: CiJob): Promise<CiJobHandle> {
    const started = this.starts.get(job.jobId) ?? this.start(job);
    this.starts.set(job.jobId, started);
    return started.finally(() => this.starts.delete(job.jobId));
  }

  private async start(job: CiJob): Promise<CiJobHandle> {
    const context = { ...this.options, logger: this.options.logger };
    const started = await startLocalJob(context, job, this.paths(job.runId, job.jobId));
    if (started.job !== undefined) this.jobs.set(job.jobId, started.job);
    return started.handle;
  }

  async poll(jobId: string, handle: CiJobHandle): Promise<CiJobState> {
    const { runId, ...identity } = parseHandle(handle);
    const job = this.jobs.get(jobId);
    if (job !== undefined && job.end === undefined) return { state: 'running' };
    if (job === undefined) await stopLeftover({ runId, ...identity });
    return judgeEndedJob(this.paths(runId, jobId), job?.end);
  }

  async *fetch(jobId: string, handle: CiJobHandle): AsyncGenerator<RunnerRecord> {
    const paths = this.paths(parseHandle(handle).runId, jobId);
    try {
      yield* readRecords(paths.report, paths.keptLog);
    } catch (error) {
      if (error instanceof TinybugError) await keepLog(paths.log, paths.keptLog);
      throw error;
    }
  }

  async cancel(jobId: string, handle: CiJobHandle): Promise<void> {
    const localHandle = parseHandle(handle);
    const paths = this.paths(localHandle.runId, jobId);
    // Where even this cannot be written, the tests must be stopped all the same.
    if (!(await isReportWhole(paths.report))) await writeFile(paths.cancelled, '').catch(() => undefined);
    await this.stop(this.jobs.get(jobId), localHandle);
  }

  private async stop(job: LocalJob | undefined, handle: LocalJobHandle): Promise<void> {
    if (job === undefined) return stopLeftover(handle);
    if (job.end === undefined) await stopProcesses(handle.pid, CANCEL_GRACE_MS);
    await job.ended;
  }

  async cleanUp({ runId }: CiRun): Promise<void> {
    for (const [jobId, job] of this.jobs) {
      if (job.handle.runId !== runId) continue;
      await this.stop(job, job.handle);
      this.jobs.delete(jobId);
    }
    await rm(runFolderPath(this.options.jobsFolder, runId), { recursive: true, force: true });
  }

  /** What a run leaves on this machine is in its own folder, in nobody's way. */
  findRemains(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.starts.values());
    await Promise.all([...this.jobs.values()].map((job) => this.stop(job, job.handle)));
  }

  private paths(runId: string, jobId: string) {
    return jobFolderPaths(this.options.jobsFolder, runId, jobId);
  }
}
