import { join } from 'node:path';
import { errorEntry, type ExitCode, type Problem } from '../../shared/error-code.ts';
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

export const logFileOf = (dataFolder: string): string => join(dataFolder, 'logs', 'service.log');
