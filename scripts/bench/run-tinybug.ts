import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareEnvironment } from './bench-environment.ts';
import type { BenchProject } from './bench-project.ts';
import { describeProblem, type BenchRow } from './bench-row.ts';
import type { MeasurementLimits } from './measure-command.ts';
import { executedMutants } from './mutant-counts.ts';
import { measureProduct } from './tinybug/measure-product.ts';
import { measureRunner, type RunnerFigures } from './tinybug/measure-runner.ts';

export interface TinybugOptions {
  readonly python: string;
  readonly workers: number;
  /** All where none is given. */
  readonly maxMutants: number | undefined;
  readonly limits: MeasurementLimits;
  /** Folder of the runner's package. */
  readonly runner: string;
  readonly version: string;
}

export interface RunnerRow {
  readonly row: BenchRow;
  readonly figures: RunnerFigures | undefined;
}

/** The runner alone, which is what other tools are compared with: they too have no service around them. */
export async function runTinybugRunner(project: BenchProject, options: TinybugOptions): Promise<RunnerRow> {
  const { python, limits, runner, version } = options;
  const row = { project: project.name, tool: 'Tinybug, runner', isTinybug: true, version, note: undefined };
  try {
    const environment = await prepareEnvironment(project, [], python);
    const place = { runner, python: environment.python, projectFolder: environment.projectFolder, limits };
    const figures = await measureRunner(place, options);
    return { row: { ...row, measurement: figures.whole, counts: figures.counts, problem: undefined }, figures };
  } catch (error) {
    return { row: { ...row, ...failure(error) }, figures: undefined };
  }
}

export async function runTinybugProduct(project: BenchProject, options: TinybugOptions): Promise<BenchRow> {
  const note = 'the whole product with database, Temporal and API, from an empty data folder';
  const row = { project: project.name, tool: 'Tinybug, product', isTinybug: true, version: options.version, note };
  try {
    const environment = await prepareEnvironment(project, [], options.python);
    const { measurement, counts, output } = await measureProduct(
      environment.projectFolder,
      environment.python,
      options,
    );
    const problem = executedMutants(counts) > 0 ? undefined : describeProblem(output, measurement);
    return { ...row, measurement, counts, problem };
  } catch (error) {
    return { ...row, ...failure(error) };
  }
}

/** A copy, so that what is edited while the benchmark runs is not measured half. */
export async function withRunnerCopy<Result>(
  source: string,
  use: (runner: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-bench-runner-'));
  try {
    await cp(source, folder, { recursive: true, filter: (path) => !path.includes('__pycache__') });
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const failure = (error: unknown) => ({
  measurement: undefined,
  counts: undefined,
  problem: error instanceof Error ? error.message.slice(0, 500) : String(error),
});
