/** Measures Tinybug beside other tools; see docs/benchmarks.md. */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { preparePytest, prepareEnvironment } from './bench/bench-environment.ts';
import { compareBaseline, describeBaseline, type BaselineRow } from './bench/baseline-cost.ts';
import { readBenchOptions, TINYBUG_TOOLS, type BenchOptions } from './bench/bench-options.ts';
import type { BenchProject } from './bench/bench-project.ts';
import type { BenchRow } from './bench/bench-row.ts';
import { rewriteSection } from './bench/benchmark-document.ts';
import { compareWorkers, describeWorkers, type WorkersRow } from './bench/compare-workers.ts';
import { describeComparison, describeProject } from './bench/comparison-section.ts';
import { describeFunctions, isInFunction, type FunctionsRow } from './bench/functions-section.ts';
import { describeMachine, readMachineFacts } from './bench/machine-facts.ts';
import { RIVALS } from './bench/rivals/registry.ts';
import { runRival } from './bench/run-rival.ts';
import {
  runTinybugProduct,
  runTinybugRunner,
  withRunnerCopy,
  type RunnerRow,
  type TinybugOptions,
} from './bench/run-tinybug.ts';
import { describeScale } from './bench/scale-section.ts';
import { measureScale, USUAL_SIZES, type ScaleRow } from './bench/scale.ts';
import { findPythonVersion } from './packs/python-versions.ts';
import { measureRunner } from './bench/tinybug/measure-runner.ts';
import { projectRoot } from './python-tools.ts';

/** irradiate writes nothing where it is cut off, so it gets no more than it can do in time. */
const USUAL_SAMPLE = 300;
/** Each measured four times, with a worker and with two. */
const MUTANTS_FOR_WORKERS = 400;

async function main(options: BenchOptions): Promise<void> {
  if (process.platform !== 'linux')
    throw new Error('The benchmark reads CPU time and memory from /proc: it needs Linux.');
  const facts = await readMachineFacts(options.python);
  const body = await withRunnerCopy(join(projectRoot, 'runner', 'src'), (runner) => measure(options, runner));
  const text = `${body}\n\n${describeMachine(facts, loadavg()[0] ?? 0)}\nCommand: \`${commandOf(process.argv.slice(2))}\`.`;
  console.log(`\n${text}`);
  if (!options.isWritten) return;
  await rewriteSection(join(projectRoot, 'docs', 'benchmarks.md'), options.mode, text);
}

function measure(options: BenchOptions, runner: string): Promise<string> {
  switch (options.mode) {
    case 'comparison':
      return compare(options, runner);
    case 'functions':
      return functions(options, runner);
    case 'baseline':
      return baseline(options, runner);
    case 'scale':
      return scale(options, runner);
    case 'workers':
      return workers(options, runner);
  }
}

async function compare(options: BenchOptions, runner: string): Promise<string> {
  const rows: BenchRow[] = [];
  const runnerRows: RunnerRow[] = [];
  const tinybug = await tinybugOptions(options, runner);
  for (const project of options.projects) {
    for await (const row of compareOn(project, options, tinybug, runnerRows)) {
      rows.push(row);
      console.log(`\n${project.name}\n${describeProject([row])}`);
    }
  }
  return describeComparison(rows, runnerRows);
}

/** One after another, so that no tool takes time from another. */
async function* compareOn(
  project: BenchProject,
  options: BenchOptions,
  tinybug: TinybugOptions,
  runnerRows: RunnerRow[],
): AsyncGenerator<BenchRow> {
  const [runnerName, productName] = TINYBUG_TOOLS;
  if (options.tools.includes(runnerName)) {
    const runnerRow = await runTinybugRunner(project, tinybug);
    runnerRows.push(runnerRow);
    yield runnerRow.row;
  }
  if (options.tools.includes(productName)) yield runTinybugProduct(project, tinybug);
  const { processes, seconds, memoryMb, python } = options;
  for (const rival of RIVALS.filter(({ name }) => options.tools.includes(name))) {
    const mutants = options.mutants ?? USUAL_SAMPLE;
    yield runRival(rival, project, { workers: processes, mutants, seconds, python, limits: { seconds, memoryMb } });
  }
}

async function scale(options: BenchOptions, runner: string): Promise<string> {
  const { python, processes } = options;
  const rows: ScaleRow[] = [];
  const place = { runner, python: await preparePytest(python), limits: limitsOf(options) };
  await measureScale(place, USUAL_SIZES, processes, (row) => {
    rows.push(row);
    console.log(`\n${describeScale([row])}`);
  });
  return describeScale(rows);
}

async function functions(options: BenchOptions, runner: string): Promise<string> {
  const rows: FunctionsRow[] = [];
  for (const project of options.projects) {
    const { python, projectFolder } = await prepareEnvironment(project, [], options.python);
    const place = { runner, python, projectFolder, limits: limitsOf(options) };
    const figures = await measureRunner(
      place,
      { workers: options.processes, maxMutants: options.mutants },
      isInFunction,
    );
    rows.push({ project: project.name, figures });
    console.log(`\n${describeFunctions(rows.slice(-1))}`);
  }
  return describeFunctions(rows);
}

/** Traced by `sys.settrace`, and by `sys.monitoring`. */
async function baseline(options: BenchOptions, runner: string): Promise<string> {
  const rows: BaselineRow[] = [];
  for (const version of ['3.11', '3.13']) {
    const { executable } = await findPythonVersion(version);
    for (const project of options.projects) {
      const { python, projectFolder } = await prepareEnvironment(project, [], executable);
      const place = { runner, python, projectFolder, limits: limitsOf(options) };
      rows.push(await compareBaseline(project.name, version, place));
      console.log(`\n${describeBaseline(rows.slice(-1))}`);
    }
  }
  return describeBaseline(rows);
}

async function workers(options: BenchOptions, runner: string): Promise<string> {
  const rows: WorkersRow[] = [];
  for (const project of options.projects) {
    const { python, projectFolder } = await prepareEnvironment(project, [], options.python);
    const place = { runner, python, projectFolder, limits: limitsOf(options) };
    rows.push(await compareWorkers(project.name, place, options.mutants ?? MUTANTS_FOR_WORKERS));
  }
  return describeWorkers(rows);
}

async function tinybugOptions(options: BenchOptions, runner: string): Promise<TinybugOptions> {
  const text = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const { python, processes, mutants } = options;
  return { python, workers: processes, maxMutants: mutants, limits: limitsOf(options), runner, version };
}

const limitsOf = ({ tinybugSeconds, memoryMb }: BenchOptions) => ({ seconds: tinybugSeconds, memoryMb });

const commandOf = (args: readonly string[]): string => ['npm run bench --', ...args].join(' ');

await main(readBenchOptions(process.argv.slice(2)));
