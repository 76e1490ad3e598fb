/** Checks Tinybug's verdicts against plain pytest on mutants written to disk; see docs/accuracy.md. */
import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Comparison } from './oracle/compare-verdict.ts';
import { controlSuite } from './oracle/control-run.ts';
import { describeAgreement, describeComparison, describeTable } from './oracle/describe-comparisons.ts';
import { findPython } from './oracle/find-python.ts';
import { askInterpreter } from './oracle/interpreter-facts.ts';
import { judgeMutants } from './oracle/judge-mutants.ts';
import { measureVerdicts } from './oracle/measure-verdicts.ts';
import { openMeasuredProject, type MeasuredProject } from './oracle/measured-project.ts';
import { readOracleOptions, type OracleOptions } from './oracle/oracle-options.ts';
import type { OracleReport } from './oracle/oracle-report.ts';
import type { SuitePlace, SuiteSetting } from './oracle/plain-suite.ts';
import { copyProjectTree, hashProjectTree } from './oracle/project-copy.ts';
import { forgetfulCache, openRunCache } from './oracle/run-cache.ts';
import { drawEqually, inSeededOrder } from './oracle/sample-mutants.ts';
import { readSavedVerdicts } from './oracle/saved-verdicts.ts';
import type { TinybugVerdict, VerdictSource } from './oracle/tinybug-verdict.ts';

interface Sample extends VerdictSource {
  readonly population: number;
}

async function main(options: OracleOptions): Promise<number> {
  if (process.platform !== 'linux')
    throw new Error('The oracle reads CPU time from /proc and sets limits by ulimit: it needs Linux.');
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'tinybug-oracle-')));
  removeWhenStopped(scratch);
  try {
    const project = await openMeasuredProject(options.project);
    const python = await findPython(project, options.python, options.cacheFolder);
    const sample = await drawSample(project, python, options);
    // What was measured is not lost where the oracle is stopped: `--verdicts` reads this, too.
    await write(options.output, draftOf(sample));
    const report = await judge(project, python, sample, options, scratch);
    await write(options.output, report);
    return printReport(project, report);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function write(file: string | undefined, content: object): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(content, undefined, 1)}\n`);
}

const draftOf = ({ verdicts, flakyTests }: Sample): object => ({
  kind: 'tinybug-oracle-report' satisfies OracleReport['kind'],
  flakyTests,
  comparisons: verdicts.map((verdict) => ({ verdict })),
});

/** The suites that run end by themselves as soon as this process is gone. */
function removeWhenStopped(scratch: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
      process.exit(130);
    });
  }
}

async function drawSample(project: MeasuredProject, python: string, options: OracleOptions): Promise<Sample> {
  const { sample, seed, isStratified, isConfined, pool, verdicts, runner, workers, memoryMb } = options;
  const draw = (candidates: readonly TinybugVerdict[]): TinybugVerdict[] => {
    const ordered = inSeededOrder(candidates, ({ mutant }) => mutant.id, seed);
    return isStratified ? drawEqually(ordered, ({ status }) => status, sample) : ordered.slice(0, sample);
  };
  if (verdicts !== undefined) {
    const saved = await readSavedVerdicts(verdicts, project.mutants);
    return { ...saved, verdicts: draw(saved.verdicts), population: saved.verdicts.length };
  }
  const mutants = project.mutants.filter(({ confinedTo }) => !isConfined || confinedTo !== undefined);
  const ordered = inSeededOrder(mutants, ({ id }) => id, seed);
  const chosen = ordered.slice(0, isStratified ? pool : sample);
  console.log(`Measuring ${chosen.length} of ${mutants.length} mutants with Tinybug …`);
  // Twice what the oracle's processes may have, so that its limit is the one that is met.
  const place = { projectFolder: project.folder, python, runner, memoryKb: 2 * memoryMb * 1024 };
  const measured = await measureVerdicts(project, place, chosen, workers);
  return { ...measured, verdicts: draw(measured.verdicts), population: mutants.length };
}

async function judge(
  project: MeasuredProject,
  python: string,
  { verdicts, flakyTests, population }: Sample,
  options: OracleOptions,
  scratch: string,
): Promise<OracleReport> {
  const pristine = join(scratch, 'pristine');
  await copyProjectTree(project.folder, pristine);
  const contentHash = await hashProjectTree(pristine);
  const places = Array.from({ length: options.workers }, (_, index): SuitePlace => {
    const folder = join(scratch, String(index));
    // Tests may look at the name of the project's folder.
    return { copy: join(folder, 'copy', basename(project.folder)), scratch: join(folder, 'run') };
  });
  console.log('Running the whole suite on a copy without a mutant …');
  const setting = await prepareSetting(project, python, flakyTests, options, pristine, places);
  const cache = options.isCached
    ? await openRunCache(join(options.cacheFolder, 'oracle'), contentHash, setting)
    : forgetfulCache();
  console.log(`Running the whole suite on each of ${verdicts.length} mutants …`);
  const onComparison = progressPrinter(verdicts.length);
  const court = { setting, cache, pristine, places, repeats: options.repeats, onComparison };
  return {
    kind: 'tinybug-oracle-report',
    version: 1,
    project: basename(project.folder),
    contentHash,
    python: setting.facts.version,
    seed: options.seed,
    isStratified: options.isStratified,
    population,
    flakyTests: [...flakyTests],
    comparisons: await judgeMutants(court, verdicts),
  };
}

async function prepareSetting(
  project: MeasuredProject,
  python: string,
  flakyTests: readonly string[],
  { memoryMb }: OracleOptions,
  pristine: string,
  [place]: readonly SuitePlace[],
): Promise<SuiteSetting> {
  if (place === undefined) throw new Error('There is no worker.');
  const setting = {
    projectFolder: project.folder,
    python,
    facts: await askInterpreter(python),
    pytestArguments: project.settings['pytest-arguments'] ?? [],
    flakyTests,
    importRoots: [],
    limits: { cpuMs: 0, idleMs: 0, memoryKb: memoryMb * 1024 },
  };
  return controlSuite(setting, pristine, place);
}

/** A line for every fifty mutants, and one for each that is not as it should be. */
function progressPrinter(total: number): (comparison: Comparison) => void {
  let done = 0;
  return ({ agreement, verdict: { mutant, status } }) => {
    done += 1;
    if (agreement === 'disagrees' || agreement === 'unstable')
      console.log(`  ${agreement}: ${status} ${mutant.id} ${mutant.path}:${mutant.location.start.line}`);
    if (done % 50 === 0 && done < total) console.log(`  ${done} of ${total}`);
  };
}

function printReport(project: MeasuredProject, { comparisons, isStratified, population, seed }: OracleReport): number {
  const listed = comparisons.filter(({ agreement }) => agreement !== 'agrees');
  for (const comparison of listed) {
    console.log(`\n${describeComparison(comparison, project.texts.get(comparison.verdict.mutant.path) ?? '')}`);
  }
  console.log(`\n${comparisons.length} of ${population} mutants of ${basename(project.folder)}, seed ${seed}\n`);
  console.log(`${describeTable(comparisons)}\n\n${describeAgreement(comparisons, isStratified)}`);
  return comparisons.some(({ agreement }) => agreement === 'disagrees') ? 1 : 0;
}

try {
  process.exitCode = await main(readOracleOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
