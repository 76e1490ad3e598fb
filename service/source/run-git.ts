import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitBytes {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitCall {
  readonly folder: string;
  readonly commandArguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
const MAX_ERROR_BYTES = 1024 * 1024;

/**
 * The configuration in a repository that someone else made must not be able to start programs,
 * nor the one of the person at the keyboard to change what is printed.
 */
export const FIXED_CONFIGURATION: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'core.untrackedCache=false',
  'core.pager=cat',
  // `git diff` would write newer times into the index.
  'diff.autoRefreshIndex=false',
  'protocol.allow=never',
  'submodule.recurse=false',
];

export const toOptions = (configuration: readonly string[]): string[] =>
  configuration.flatMap((setting) => ['-c', setting]);

/** `undefined` where there is no git on this machine. */
export async function runGit(call: GitCall): Promise<GitOutput | undefined> {
  const output = await runGitForBytes(call);
  return output && { ...output, stdout: output.stdout.toString('utf8') };
}

/** As `runGit`, with what git printed as it is. */
export function runGitForBytes({
  folder,
  commandArguments,
  environment,
  input,
}: GitCall): Promise<GitBytes | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--no-pager', ...commandArguments], {
      cwd: folder,
      env: environment,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const fail = (cause: unknown) => {
      child.kill('SIGKILL');
      reject(new Error('git could not be run', { cause }));
    };
    const stdout = collect(child.stdout, MAX_OUTPUT_BYTES, () => fail(new Error('It printed more than 512 MiB.')));
    const stderr = collect(child.stderr, MAX_ERROR_BYTES, () => undefined);
    child.once('error', (error) => {
      if (isCommandMissing(error)) resolve(undefined);
      else fail(error);
    });
    child.once('close', (exitCode, signal) => {
      if (exitCode === null) reject(new Error(`git was ended by ${String(signal)}`));
      else resolve({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    // A git that fails stops reading: why is on its standard error.
    if (input !== undefined && child.stdin) pipeline(toStream(input), child.stdin).catch(() => undefined);
  });
}

function collect(stream: Readable | null, limit: number, onTooMuch: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else onTooMuch();
  });
  return chunks;
}

const toStream = (input: NonNullable<GitCall['input']>): Readable =>
  typeof input === 'string' || input instanceof Uint8Array ? Readable.from([Buffer.from(input)]) : Readable.from(input);

const isCommandMissing = (error: Error): boolean =>
  'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
