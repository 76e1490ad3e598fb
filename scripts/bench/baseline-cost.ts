import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '../../service/ci/local/child-environment.ts';
import { openMeasuredProject } from '../oracle/measured-project.ts';
import { markdownTable } from './markdown-table.ts';
import { measureCommand } from './measure-command.ts';
import { planProject } from './tinybug/plan-mutants.ts';
import { runPlan, type RunnerUnderTest } from './tinybug/run-plan.ts';

export interface BaselineRow {
  readonly project: string;
  readonly python: string;
  /** CPU time of `python -m pytest`, in milliseconds. */
  readonly plainMs: number;
  /** The same of the runner's traced pass, starting and reporting included. */
  readonly tracedMs: number;
}

/** Taken in turns, so that a change of the machine's load meets both. */
const ROUNDS = 3;

/** The suite with and without tracing; the least CPU time of each counts, because other work only adds to it. */
export async function compareBaseline(
  name: string,
  pythonVersion: string,
  place: RunnerUnderTest,
): Promise<BaselineRow> {
  const plan = { ...planProject(await openMeasuredProject(place.projectFolder), { workers: 1 }).baseline, repeats: 1 };
  let [plainMs, tracedMs] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    plainMs = Math.min(plainMs, await plainCpuMs(place));
    const { measurement, records } = await runPlan(place, plan);
    if (records.at(-1)?.type !== 'finished') throw new Error(`The baseline of ${name} did not come to its end.`);
    tracedMs = Math.min(tracedMs, measurement.cpuMs);
  }
  return { project: name, python: pythonVersion, plainMs, tracedMs };
}

/** As the runner has it: nothing is written beside the project's files. */
async function plainCpuMs({ python, projectFolder, limits }: RunnerUnderTest): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'tinybug-bench-plain-'));
  try {
    const { cpuMs, exitCode } = await measureCommand({
      command: [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
      folder: projectFolder,
      environment: {
        ...testEnvironment(process.env, python, projectFolder),
        TMPDIR: scratch,
        PYTHONDONTWRITEBYTECODE: '1',
      },
      outputPath: join(scratch, 'output'),
      limits,
      processMemoryMb: limits.memoryMb,
    });
    if (exitCode !== 0) throw new Error(`pytest ended with exit code ${exitCode}.`);
    return cpuMs;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function describeBaseline(rows: readonly BaselineRow[]): string {
  return markdownTable(
    ['', 'Python', 'plain, CPU s', 'traced, CPU s', 'ratio'],
    rows.map(({ project, python, plainMs, tracedMs }) => [
      project,
      python,
      (plainMs / 1000).toFixed(2),
      (tracedMs / 1000).toFixed(2),
      (tracedMs / plainMs).toFixed(2),
    ]),
  );
}
