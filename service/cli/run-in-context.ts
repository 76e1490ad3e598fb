import { resolve } from 'node:path';
import { TinybugError, type ExitCode, type Problem } from '../../shared/error-code.ts';
import { readConfiguration } from '../configuration.ts';
import { findFolders } from '../embedded/folders.ts';
import type { CommandContext } from './command-context.ts';
import type { Surroundings } from './run-command-line.ts';
import { createScreen } from './screen.ts';
import { logFileOf, showProblem } from './show-problem.ts';
import { explainSystemError } from './system-problem.ts';

interface ContextOptions extends Surroundings {
  readonly packageRoot: string;
  /** As the user gave it. */
  readonly dataFolder: string | undefined;
}

/** Runs a command with what it needs; an error is shown and becomes its exit code. */
export async function runInContext(
  options: ContextOptions,
  command: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const environment =
    options.dataFolder === undefined
      ? options.environment
      : { ...options.environment, TINYBUG_DATA: resolve(options.dataFolder) };
  const progress = createScreen(options.messages, environment);
  try {
    const configuration = readConfiguration(environment);
    const { packageRoot, output, messages } = options;
    return await command({
      environment,
      configuration,
      packageRoot,
      output,
      messages,
      result: createScreen(output, environment),
      progress,
    });
  } catch (error) {
    const { data } = findFolders(environment);
    const logFile = logFileOf(data);
    return showProblem(await toProblem(explainSystemError(error, data) ?? error, logFile), progress, logFile);
  }
}

async function toProblem(error: unknown, logFile: string): Promise<Problem> {
  if (error instanceof TinybugError) return error.toProblem();
  await writeToLog(error, logFile);
  return new TinybugError('internal', error instanceof Error ? error.message : String(error), {
    cause: error,
  }).toProblem();
}

/** Where even the log cannot be written, the message that is shown has to do. */
async function writeToLog(error: unknown, logFile: string): Promise<void> {
  try {
    const { openServiceLog } = await import('../embedded/service-log.ts');
    openServiceLog(logFile).fatal({ err: error }, 'A command ended with an error inside Tinybug');
  } catch {
    return;
  }
}
