import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TinybugError } from '../../shared/error-code.ts';
import { lifelineCommand } from './lifeline.ts';

const START_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const STOP_TIMEOUT_MS = 5_000;

export interface TemporalServerOptions {
  readonly executable: string;
  /** SQLite file that keeps the workflows; made where it is missing. */
  readonly databaseFile: string;
  readonly logFile: string;
  readonly namespace: string;
  /** Called as soon as the process is there, long before it answers. */
  readonly onLaunched?: () => void;
}

export interface TemporalServer {
  readonly address: string;
  readonly namespace: string;
  /** Settles when the server's process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a Temporal dev server on a free port of this machine and waits until it answers.
 * It ends with this process, however this process ends.
 *
 * @throws TinybugError `temporal-unavailable`
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const port = await findFreePort();
  const address = `127.0.0.1:${port}`;
  const child = await launch(options, port);
  options.onLaunched?.();
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const stop = () => stopChild(child, ended);
  try {
    await waitUntilReady(address, options.namespace, child);
  } catch (error) {
    await stop();
    const log = await readFile(options.logFile, 'utf8').catch(() => '');
    const lastLines = log.trimEnd().split('\n').slice(-5).join('\n');
    throw new TinybugError(
      'temporal-unavailable',
      `${options.executable} did not start; ${options.logFile} ends with:\n${lastLines}`,
      { cause: error },
    );
  }
  return { address, namespace: options.namespace, ended, stop };
}

async function launch(options: TemporalServerOptions, port: number): Promise<ChildProcess> {
  const { command, commandArguments } = lifelineCommand(options.executable, serverArguments(options, port));
  const log = await open(options.logFile, 'a', 0o600);
  try {
    // A group of its own, because Ctrl-C in the terminal goes to the whole group of this process,
    // which still needs the server to cancel what runs.
    const child = spawn(command, commandArguments, { stdio: ['pipe', log.fd, log.fd], detached: true });
    child.stdin?.on('error', () => undefined);
    return child;
  } finally {
    await log.close();
  }
}

/** The write-ahead log makes the server three times faster than SQLite's default. */
const serverArguments = ({ databaseFile, namespace }: TemporalServerOptions, port: number): string[] => [
  ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
  ...['--db-filename', databaseFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1'],
  ...['--log-level', 'warn'],
];

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === 'string') throw new Error('No port could be bound');
  return bound.port;
}

async function waitUntilReady(address: string, namespace: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const error = await askForNamespace(address, namespace).then(() => undefined, asError);
    if (error === undefined) return;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
      throw new Error('The server ended', { cause: error });
    if (performance.now() > deadline) throw error;
    await wait(LOOK_AGAIN_MS);
  }
}

async function askForNamespace(address: string, namespace: string): Promise<void> {
  // Loading the client takes as long as the server takes to start, so the server is launched first.
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } finally {
    await connection.close();
  }
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
