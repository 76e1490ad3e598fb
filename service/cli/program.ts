import { Command, Option } from 'commander';
import type { ExitCode } from '../../shared/error-code.ts';
import { TriageKind } from '../../shared/triage.ts';
import { addAccounts, type AccountsOptions } from './operator-commands.ts';
import {
  collectList,
  collectShellWords,
  parseMinutes,
  parsePercent,
  parseRevision,
  parseWholeNumber,
} from './option-values.ts';

export interface ServiceOptions {
  readonly dataFolder?: string;
  readonly service?: string;
}

export interface MeasureOptions extends ServiceOptions {
  readonly python?: string;
  readonly since?: string;
  readonly maxMutants?: number;
  readonly paths?: string[];
  readonly exclude?: string[];
  readonly mutators?: string[];
  readonly workers?: number;
  readonly pytestArguments?: string[];
  /** Minutes. */
  readonly timeBudget?: number;
  readonly json?: true;
  readonly report?: string;
  /** Per cent. */
  readonly failUnder?: number;
  /** True unless `--no-cache` is given. */
  readonly cache?: boolean;
  readonly serve?: true;
}

export interface ServeOptions {
  readonly dataFolder?: string;
  readonly port?: number;
}

export interface ConnectOptions {
  readonly dataFolder?: string;
}

export interface RunsOptions extends ServiceOptions {
  readonly limit: number;
  readonly json?: true;
}

export interface ShowOptions extends ServiceOptions {
  readonly run?: string;
  /** What is asked for is a run, and what of it could not be mutated. */
  readonly reach?: true;
  readonly json?: true;
}

export interface TriageOptions extends ServiceOptions {
  readonly as?: string;
  readonly reason?: string;
  readonly remove?: true;
  readonly run?: string;
}

export interface ExportOptions extends ServiceOptions {
  readonly output?: string;
}

/** What the commands do; each resolves to the exit code. */
export interface Commands {
  measure(path: string | undefined, options: MeasureOptions): Promise<ExitCode>;
  serve(options: ServeOptions): Promise<ExitCode>;
  connect(options: ConnectOptions): Promise<ExitCode>;
  runs(options: RunsOptions): Promise<ExitCode>;
  show(id: string, options: ShowOptions): Promise<ExitCode>;
  triage(mutantId: string, options: TriageOptions): Promise<ExitCode>;
  export(runId: string | undefined, options: ExportOptions): Promise<ExitCode>;
  accounts(organisation: string, options: AccountsOptions): Promise<ExitCode>;
}

const EXIT_CODES = `
Exit codes:
  0    done
  1    an error inside Tinybug
  2    wrong use
  3    the project cannot be measured: no tests, tests that fail, nothing to mutate
  4    the score is below --fail-under
  5    there is no score to compare with --fail-under
  6    something needed cannot be had: Python, pytest, Temporal, the database, a port
  130  cancelled`;

/** The program's options and help. Nothing is loaded for what a command does before it is asked for. */
export function createProgram(version: string, commands: Commands, finish: (exitCode: ExitCode) => void): Command {
  const program = new Command('tinybug');
  program
    .description('Tells you whether your tests would notice a bug: mutation testing for Python and pytest.')
    .version(version)
    .showHelpAfterError('See `tinybug --help`.')
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  addMeasure(program, async (path, options) => {
    finish(await commands.measure(path, options));
  });
  addServe(program, async (options) => {
    finish(await commands.serve(options));
  });
  addConnect(program, async (options) => {
    finish(await commands.connect(options));
  });
  addReaders(program, commands, finish);
  addAccounts(program, async (organisation, options) => {
    finish(await commands.accounts(organisation, options));
  });
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

const dataFolderOption = () => new Option('--data-folder <folder>', 'keep data here instead of in TINYBUG_DATA');
const serviceOption = () => new Option('--service <url>', 'use the service at this address (token in TINYBUG_TOKEN)');

function addMeasure(
  program: Command,
  action: (path: string | undefined, options: MeasureOptions) => Promise<void>,
): void {
  program
    .command('measure')
    .description('plant bugs in a project and see which of them its tests notice')
    .argument('[path]', 'folder of the project; without it, the sample that ships with Tinybug')
    .option('--python <interpreter>', 'interpreter to run the tests with')
    .option('--since <revision>', 'mutate only lines changed since this git revision', parseRevision)
    .option('--max-mutants <number>', 'measure a sample of at most so many mutants', parseWholeNumber(1, 100_000))
    .option('--time-budget <time>', 'measure a sample that takes about so long: 90s, 10m, 1h', parseMinutes)
    .option(
      '--paths <paths>',
      'files and folders to mutate, or lines of a file (a.py:3-9), separated by commas',
      collectList,
    )
    .option('--exclude <patterns>', 'files never mutated, separated by commas', collectList)
    .option('--mutators <names>', 'only these mutators, separated by commas; "-name" leaves one out', collectList)
    .option('--workers <number>', 'processes side by side', parseWholeNumber(1, 256))
    .option('--pytest-arguments <arguments>', 'added to every pytest call, quoted as in a shell', collectShellWords)
    .option('--fail-under <per cent>', 'exit with 4 when the score is lower', parsePercent)
    .option('--no-cache', 'run everything, also what earlier runs have found and nothing has changed since')
    .option('--report <file>', 'write the result as mutation-testing-report-schema JSON')
    .option('--json', 'print the events of the run, one JSON document a line')
    .option('--serve', 'keep the page of the run open until Ctrl-C')
    .addOption(dataFolderOption())
    .addOption(serviceOption())
    .action(action);
}

function addServe(program: Command, action: (options: ServeOptions) => Promise<void>): void {
  program
    .command('serve')
    .description('run the service and stay')
    .option('--port <number>', 'port to listen on, 0 for any (default: 7373)', parseWholeNumber(0, 65_535))
    .addOption(dataFolderOption())
    .action(action);
}

function addConnect(program: Command, action: (options: ConnectOptions) => Promise<void>): void {
  program
    .command('connect')
    .description(
      'for editors: find or start the service, print its address as JSON, and stay while standard input is open',
    )
    .addOption(dataFolderOption())
    .action(action);
}

function addReaders(program: Command, commands: Commands, finish: (exitCode: ExitCode) => void): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .option('--limit <number>', 'at most so many', parseWholeNumber(1, 500), 20)
    .option('--json', 'print one JSON document a line')
    .addOption(dataFolderOption())
    .addOption(serviceOption())
    .action(async (options: RunsOptions) => {
      finish(await commands.runs(options));
    });
  program
    .command('show')
    .description('show a mutant: its diff, what became of it, and the tests that ran')
    .argument('<id>', 'of the mutant, as `measure` prints it, or with --reach of the run')
    .option('--run <run>', 'the run to look in; without it, the newest that has the mutant')
    .addOption(
      new Option('--reach', 'show instead which statements of a run could not be mutated, and why').conflicts('run'),
    )
    .option('--json', 'print a JSON document')
    .addOption(dataFolderOption())
    .addOption(serviceOption())
    .action(async (id: string, options: ShowOptions) => {
      finish(await commands.show(id, options));
    });
  program
    .command('triage')
    .description('say of a mutant that it is equivalent or not useful, for this and every later run; the score stays')
    .argument('<mutant>', 'as `measure` prints it')
    .addOption(new Option('--as <kind>', 'what it is').choices(TriageKind.options))
    .option('--reason <text>', 'why, in a line')
    .addOption(new Option('--remove', 'take the mark away again').conflicts(['as', 'reason']))
    .option('--run <run>', 'the run to look in; without it, the newest that has the mutant')
    .addOption(dataFolderOption())
    .addOption(serviceOption())
    .action(async (mutantId: string, options: TriageOptions) => {
      finish(await commands.triage(mutantId, options));
    });
  program
    .command('export')
    .description('write a run as mutation-testing-report-schema JSON')
    .argument('[run]', 'the run; without it, the newest')
    .option('--output <file>', 'write to this file instead of to standard output')
    .addOption(dataFolderOption())
    .addOption(serviceOption())
    .action(async (runId: string | undefined, options: ExportOptions) => {
      finish(await commands.export(runId, options));
    });
}
