import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { parseWholeNumber } from '../../service/cli/option-values.ts';
import { findFolders } from '../../service/embedded/folders.ts';
import { projectRoot } from '../python-tools.ts';

const positive = parseWholeNumber(1, 1_000_000);

export interface RepeatOptions {
  readonly project: string;
  readonly runs: number;
  /** All mutants where none is given. */
  readonly sample: number | undefined;
  readonly seed: string;
  /** Number of workers, by run; begun again where there are more runs. */
  readonly workers: readonly number[];
  /** Processes that use all the time they get, in every second run. */
  readonly load: number;
  readonly python: string | undefined;
  readonly runner: string;
  readonly memoryMb: number;
  readonly cacheFolder: string;
}

const DESCRIPTION = `Measures a project several times, with different numbers of workers and on a loaded machine, and lists
the mutants that did not get the same verdict each time.`;

const EPILOG = `
Exit codes: 0 all runs agree; 1 at least one mutant flipped; 2 the project could not be measured.`;

/** Prints the help or the mistake and ends the process where the arguments ask for it. */
export function readRepeatOptions(args: readonly string[]): RepeatOptions {
  const command = new Command('repeat')
    .description(DESCRIPTION)
    .argument('<project>', 'folder of a Python project')
    .option('--runs <n>', 'how many times', positive, 5)
    .option('--sample <n>', 'how many mutants (default: all)', positive)
    .option('--seed <seed>', 'of the sample', '1')
    .option('--workers <numbers>', 'workers of the first run, the second …', positives, [2, 1, 4])
    .option('--load <n>', 'busy processes beside every second run', positive, availableParallelism())
    .option('--python <python>', 'interpreter to run the tests with')
    .option('--runner <path>', 'runner to repeat', join(projectRoot, 'runner', 'src'))
    .option('--memory <mb>', 'address space of each process, in MiB', positive, 4096)
    .addHelpText('after', EPILOG)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse(args, { from: 'user' });
  const { runner, memory, ...raw } = command.opts<RawOptions>();
  return {
    ...raw,
    project: resolve(command.args[0] ?? ''),
    sample: raw.sample,
    python: raw.python,
    runner: resolve(runner),
    memoryMb: memory,
    cacheFolder: findFolders(process.env).cache,
  };
}

interface RawOptions {
  runs: number;
  sample?: number;
  seed: string;
  workers: number[];
  load: number;
  python?: string;
  runner: string;
  memory: number;
}

const positives = (text: string): number[] => text.split(',').map((number) => positive(number));
