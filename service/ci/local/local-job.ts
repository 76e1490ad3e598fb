import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { CiJob, CiJobListener } from '../ci-provider.ts';
import { testEnvironment, type Environment } from './child-environment.ts';
import { whileDiskHasSpace } from './disk-full.ts';
import { LocalJobHandle, PreparedJob, readJson, writeJson, type JobFolder } from './job-folder.ts';
import { findProcess, readBootId } from './process-table.ts';
import { parseRecord } from './report-file.ts';
import { followReport } from './report-tail.ts';
import { startRunner, type ProcessEnd, type RunnerProcess } from './runner-process.ts';
import { stopProcesses } from './stop-processes.ts';

export interface LocalJobContext {
  readonly runnerFolder: string;
  readonly listener: CiJobListener;
  readonly environment: Environment;
  readonly logger: Logger | undefined;
}

/** A job whose runner this process has started. */
export interface LocalJob {
  readonly handle: LocalJobHandle;
  /** Absent while the runner lives. */
  end: ProcessEnd | undefined;
  /** Resolves when the runner and all that it started are gone. */
  readonly ended: Promise<void>;
}

/** Starts the runner of a prepared job, unless it was started before; then `job` is absent. */
export async function startLocalJob(
  context: LocalJobContext,
  job: CiJob,
  paths: JobFolder,
): Promise<{ handle: LocalJobHandle; job?: LocalJob }> {
  const known = await readJson(paths.started, LocalJobHandle);
  if (known !== undefined) return { handle: known };
  const prepared = await readJson(paths.prepared, PreparedJob);
  if (prepared === undefined) throw new Error(`job ${job.jobId} was not prepared`);
  // Of a start after which this process died before it could write down the handle.
  await rm(paths.report, { force: true });
  const runner = await startRunner({
    python: prepared.python,
    runner: context.runnerFolder,
    projectFolder: prepared.projectFolder,
    environment: testEnvironment(context.environment, prepared.python, prepared.projectFolder),
    planPath: paths.plan,
    reportPath: paths.report,
    logPath: paths.log,
  });
  const handle = { runId: job.runId, pid: runner.pid, startTime: runner.startTime, bootId: await readBootId() };
  try {
    await whileDiskHasSpace(paths.folder, () => writeJson(paths.started, handle));
  } catch (error) {
    await stopProcesses(runner.pid, 0);
    throw error;
  }
  return { handle, job: followJob(context, job.jobId, paths, runner, handle) };
}

/** Hands the records on as they are written, and then says that the job has changed. */
function followJob(
  { listener, logger }: LocalJobContext,
  jobId: string,
  paths: JobFolder,
  runner: RunnerProcess,
  handle: LocalJobHandle,
): LocalJob {
  const ended = runner.ended.then((end) => {
    job.end = end;
  });
  const job: LocalJob = { handle, end: undefined, ended };
  const records = followReport(paths.report, ended, (line) =>
    listener.onRecord(jobId, parseRecord(line, paths.keptLog)),
  );
  // The whole report is read again when the job is collected, so a record that could not be handed on is not lost.
  void records
    .catch((error: unknown) => logger?.warn({ err: error, jobId }, 'records of a job could not be handed on'))
    .then(() => ended)
    .then(() => listener.onChange(jobId))
    .catch((error: unknown) => logger?.warn({ err: error, jobId }, 'the end of a job could not be told'));
  return job;
}

/** Ends a runner that was started before this process was; it should have ended by itself. */
export async function stopLeftover(handle: LocalJobHandle): Promise<void> {
  if (handle.bootId !== (await readBootId())) return;
  const found = await findProcess(handle.pid);
  if (found !== undefined && found.startTime !== handle.startTime) return;
  await stopProcesses(handle.pid, 0);
}
