import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stopProcesses } from '../stop-processes.ts';

const MAX_OUTPUT_CHARACTERS = 4 * 1024 * 1024;
const ABORT_GRACE_MS = 500;

/** Runs a command whose whole group is killed when standard input ends, which it does when this process is gone. */
const LIFELINE = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{ cat <&3 >/dev/null 2>&1; kill -KILL 0; } &
exec 3<&-
wait $child`;

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Both streams as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly abortSignal?: AbortSignal;
}

/**
 * Runs a command to its end; it cannot outlive this process.
 *
 * @throws the reason of `abortSignal`, once the command and its children are gone
 */
export async function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandResult> {
  options.abortSignal?.throwIfAborted();
  const [file = '', ...rest] = process.platform === 'win32' ? command : ['sh', '-c', LIFELINE, 'sh', ...command];
  const child = spawn(file, rest, {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  const text = { stdout: '', output: '' };
  const keep = (before: string, chunk: string) => (before + chunk).slice(-MAX_OUTPUT_CHARACTERS);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout = keep(text.stdout, chunk);
    text.output = keep(text.output, chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.output = keep(text.output, chunk);
  });
  const closed = once(child, 'close');
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  let stopping: Promise<void> | undefined;
  const stop = (graceMs: number) => (stopping ??= stopProcesses(pid, graceMs));
  const abort = () => void stop(ABORT_GRACE_MS).catch(() => undefined);
  options.abortSignal?.addEventListener('abort', abort, { once: true });
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  options.abortSignal?.removeEventListener('abort', abort);
  await stop(0);
  await closed;
  options.abortSignal?.throwIfAborted();
  return { exitCode, ...text };
}
