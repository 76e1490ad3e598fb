import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { parseWholeNumber } from '../../service/cli/option-values.ts';
import { findFolders } from '../../service/embedded/folders.ts';
import { projectRoot } from '../python-tools.ts';

const positive = parseWholeNumber(1, 1_000_000);

export interface OracleOptions {
  readonly project: string;
  readonly sample: number;
  readonly seed: string;
  readonly isStratified: boolean;
  /** Only mutants whose tests were chosen by the one function that shows them. */
  readonly isConfined: boolean;
  /** Mutants that are measured so that a stratified sample can be drawn from them. */
  readonly pool: number;
  readonly verdicts: string | undefined;
  readonly output: string | undefined;
  readonly workers: number;
  readonly python: string | undefined;
  readonly runner: string;
  readonly repeats: number;
  readonly memoryMb: number;
  readonly cacheFolder: string;
  readonly isCached: boolean;
}

const DESCRIPTION = `Checks Tinybug's verdicts against plain pytest: each sampled mutant is written to a copy of the project on disk, and the
whole suite runs there in a fresh process. docs/accuracy.md says how, and what it cannot see.`;

const EPILOG = `
Exit codes: 0 no disagreement; 1 at least one; 2 the oracle could not judge.`;

/** Prints the help or the mistake and ends the process where the arguments ask for it. */
export function readOracleOptions(args: readonly string[]): OracleOptions {
  const command = new Command('oracle')
    .description(DESCRIPTION)
    .argument('<project>', 'folder of a Python project')
    .option('--sample <n>', 'how many mutants to judge', positive, 60)
    .option('--seed <seed>', 'of the sample; a larger sample of the same seed holds the smaller one', '1')
    .option('--stratified', 'draw equally from each status instead of uniformly', false)
    .option('--confined', 'only mutants that calls of one function show, though their line runs at import', false)
    .option(
      '--pool <n>',
      'mutants measured for a stratified sample to be drawn from (default: five times the sample)',
      positive,
    )
    .option('--verdicts <report>', 'take the verdicts from a report of `measure --report` or of this command')
    .option('--output <file>', 'write everything as JSON')
    .option('--workers <n>', 'processes side by side', positive, availableParallelism())
    .option('--python <python>', 'interpreter to run the tests with')
    .option('--runner <path>', 'runner to take the verdicts from', join(projectRoot, 'runner', 'src'))
    .option('--repeats <n>', 'runs of the suite where it contradicts a verdict', positive, 3)
    .option('--memory <mb>', 'address space of each process, in MiB', positive, 2048)
    .option('--no-cache', 'repeat runs of the suite that were made before')
    .addHelpText('after', EPILOG)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse(args, { from: 'user' });
  return toOptions(command);
}

function toOptions(command: Command): OracleOptions {
  const raw = command.opts<RawOptions>();
  return {
    project: resolve(command.args[0] ?? ''),
    sample: raw.sample,
    seed: raw.seed,
    isStratified: raw.stratified,
    isConfined: raw.confined,
    pool: raw.pool ?? 5 * raw.sample,
    verdicts: raw.verdicts,
    output: raw.output,
    workers: raw.workers,
    python: raw.python,
    runner: resolve(raw.runner),
    repeats: raw.repeats,
    memoryMb: raw.memory,
    cacheFolder: join(findFolders(process.env).cache),
    isCached: raw.cache,
  };
}

interface RawOptions {
  sample: number;
  seed: string;
  stratified: boolean;
  confined: boolean;
  pool?: number;
  verdicts?: string;
  output?: string;
  workers: number;
  python?: string;
  runner: string;
  repeats: number;
  memory: number;
  cache: boolean;
}
