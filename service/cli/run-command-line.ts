import { CommanderError } from 'commander';
import type { ExitCode } from '../../shared/error-code.ts';
import { findPackageRoot } from '../embedded/package-root.ts';
import { readPackageVersion } from '../embedded/package-version.ts';
import type { CommandContext } from './command-context.ts';
import { createProgram, type Commands } from './program.ts';
import type { OutputStream } from './screen.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: OutputStream;
  readonly messages: OutputStream;
}

const USAGE: typeof ExitCode.Usage = 2;

/** Runs one command of `tinybug` and resolves to its exit code. Nothing is loaded that the command does not need. */
export async function runCommandLine(
  commandArguments: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const packageRoot = findPackageRoot();
  let exitCode: ExitCode = 0;
  const program = createProgram(readPackageVersion(packageRoot), createCommands(packageRoot, surroundings), (code) => {
    exitCode = code;
  });
  try {
    if (commandArguments.length === 0) program.help({ error: true });
    await program.parseAsync(commandArguments, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : USAGE;
  }
}

function createCommands(packageRoot: string, surroundings: Surroundings): Commands {
  const run = async (
    options: { readonly dataFolder?: string },
    command: (context: CommandContext) => Promise<ExitCode>,
  ) => {
    const { runInContext } = await import('./run-in-context.ts');
    return runInContext({ ...surroundings, packageRoot, dataFolder: options.dataFolder }, command);
  };
  return {
    measure: (path, options) =>
      run(options, async (context) => (await import('./measure-command.ts')).measure(path, options, context)),
    serve: (options) => run(options, async (context) => (await import('./serve-command.ts')).serve(options, context)),
    connect: (options) => run(options, async (context) => (await import('./connect-command.ts')).connect(context)),
    runs: (options) => run(options, async (context) => (await import('./runs-command.ts')).listRuns(options, context)),
    show: (id, options) =>
      run(options, async (context) =>
        options.reach
          ? (await import('./reach-command.ts')).showReach(id, options, context)
          : (await import('./show-command.ts')).showMutant(id, options, context),
      ),
    triage: (mutantId, options) =>
      run(options, async (context) => (await import('./triage-command.ts')).triageMutant(mutantId, options, context)),
    export: (runId, options) =>
      run(options, async (context) => (await import('./export-command.ts')).exportRun(runId, options, context)),
    accounts: (organisation, options) =>
      run({}, async (context) =>
        (await import('./accounts-command.ts')).manageAccounts(organisation, options, context),
      ),
  };
}
