import { join } from 'node:path';
import { errorEntry, ExitCode, type Problem, TinybugError } from '../../shared/error-code.ts';
import { toPlainLines } from './plain-text.ts';
import type { Screen } from './screen.ts';

/** What went wrong, the details, and what to do next; for an error inside Tinybug, where its log is. */
export function showProblem(problem: Problem, screen: Screen, logFile: string): ExitCode {
  const { kind, exitCode } = errorEntry(problem.code);
  screen.printLine(screen.style.red(screen.style.bold(`${problem.title} (${problem.code})`)));
  for (const line of toPlainLines(problem.detail)) screen.printLine(`  ${line}`);
  screen.printLine(`→ ${problem.nextStep}`);
  if (kind === 'internal') screen.printLine(`  The log: ${logFile}`);
  return exitCode;
}

/** An error that reached the top of a command. */
export function showError(error: unknown, screen: Screen, logFile: string): ExitCode {
  if (error instanceof TinybugError) return showProblem(error.toProblem(), screen, logFile);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return showProblem(new TinybugError('internal', detail, { cause: error }).toProblem(), screen, logFile);
}

export const logFileOf = (dataFolder: string): string => join(dataFolder, 'logs', 'service.log');
