import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What a command and all that it started took. */
export const Measurement = z.strictObject({
  wallMs: z.number(),
  /** User and system time. */
  cpuMs: z.number(),
  cpuFrom: z.enum(['control group', 'processes waited for']),
  /** Highest proportional set size of the whole tree, sampled. */
  peakMemoryMb: z.number(),
  /** Highest resident set size of the first process alone. */
  leaderMemoryMb: z.number(),
  exitCode: z.int().nullable(),
  signal: z.int().nullable(),
  /** The limit that ended it. */
  cutOff: z.enum(['time', 'memory', 'stopped']).nullable(),
  /** Processes that were still there when the first one had ended. */
  leftOver: z.int(),
});
export type Measurement = z.infer<typeof Measurement>;

export interface MeasurementLimits {
  readonly seconds: number;
  /** Of the whole tree. */
  readonly memoryMb: number;
}

export interface MeasuredCommand {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Receives standard output and standard error. */
  readonly outputPath: string;
  readonly limits: MeasurementLimits;
  /** Address space of each process, in MiB; `undefined` for programs that reserve far more than they use, such as Node. */
  readonly processMemoryMb: number | undefined;
}

const SCRIPT = join(import.meta.dirname, 'process_tree.py');

/** Runs a command, at most as long and as large as its limits say, and measures it; nothing of it is left afterwards. */
export async function measureCommand({
  command,
  folder,
  environment,
  outputPath,
  limits,
  processMemoryMb,
}: MeasuredCommand): Promise<Measurement> {
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-'));
  const outcome = join(scratch, 'outcome.json');
  const task = JSON.stringify({ outcome, output: outputPath, ...limits, processMemoryMb: processMemoryMb ?? null });
  try {
    // The command may have a Python of its own; what measures it is always the same one.
    const child = spawn(await findMeasuringPython(), ['-I', SCRIPT, task, ...command], {
      cwd: folder,
      env: { ...environment },
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    await once(child, 'close');
    return Measurement.parse(JSON.parse(await readFile(outcome, 'utf8')));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

let measuringPython: Promise<string> | undefined;

/** The interpreter behind `python3`, which may be a version manager's shim that starts processes itself. */
function findMeasuringPython(): Promise<string> {
  measuringPython ??= promisify(execFile)('python3', ['-c', 'import sys; print(sys.executable)']).then(({ stdout }) =>
    stdout.trim(),
  );
  return measuringPython;
}
