import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { TinybugError } from '../../../shared/error-code.ts';
import { createJobLog, type JobLog } from './job-log.ts';
import { findProcess } from './process-table.ts';
import { stopProcesses } from './stop-processes.ts';

const LAST_OUTPUT_WAIT_MS = 500;

export interface RunnerCommand {
  readonly python: string;
  /** Folder or archive that Python can run. */
  readonly runner: string;
  readonly projectFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly planPath: string;
  readonly reportPath: string;
  readonly logPath: string;
}

/** How a process ended: one of the two is null. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunnerProcess {
  readonly pid: number;
  readonly startTime: string;
  /** Resolves when the runner and all that it started are gone and the log is whole. */
  readonly ended: Promise<ProcessEnd>;
}

/**
 * Starts the runner as the leader of its own session. Its standard input is a pipe that this process holds open:
 * when this process ends, however it ends, the runner reads the pipe's end and stops.
 *
 * @throws TinybugError `python-missing` when the interpreter cannot be started
 */
export async function startRunner(command: RunnerCommand): Promise<RunnerProcess> {
  const { python, runner, planPath, reportPath } = command;
  const child = spawn(python, [runner, '--plan', planPath, '--report', reportPath, '--exit-with-stdin'], {
    cwd: command.projectFolder,
    env: { ...command.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const exit = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
  await once(child, 'spawn').catch((error: unknown) => {
    throw new TinybugError('python-missing', `${python} cannot be started: ${String(error)}`, { cause: error });
  });
  const pid = child.pid ?? 0;
  const log = createJobLog(command.logPath);
  connectOutput(child, log);
  // A runner that has ended already needs no start time: nobody will look for it.
  const startTime = (await findProcess(pid))?.startTime ?? '';
  return { pid, startTime, ended: exit.then((end) => clearUpAfter(child, log, end)) };
}

function connectOutput(child: ChildProcess, log: JobLog): void {
  // The runner need not live to see the end of its input.
  child.stdin?.on('error', () => undefined);
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (chunk: Buffer) => {
      log.write(chunk);
    });
  }
}

/** Tests can leave processes behind, which would keep running and hold the output open. */
async function clearUpAfter(child: ChildProcess, log: JobLog, end: ProcessEnd): Promise<ProcessEnd> {
  const isClosed = child.stdout?.closed === true && child.stderr?.closed === true;
  const closed = isClosed ? Promise.resolve() : once(child, 'close');
  await stopProcesses(child.pid ?? 0, 0).catch(() => undefined);
  await Promise.race([closed, delay(LAST_OUTPUT_WAIT_MS, undefined, { ref: false })]);
  child.stdin?.destroy();
  await log.end();
  return end;
}
