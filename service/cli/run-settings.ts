import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import type { Settings } from '../../shared/settings.ts';
import { chooseInterpreter } from './choose-interpreter.ts';
import type { MeasureOptions } from './program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder to measure, absolute.
 *
 * @throws TinybugError `path-missing`, `path-not-a-folder`
 */
export function findProjectFolder(path: string): string {
  const folder = resolve(path);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new TinybugError('path-missing', `There is no ${folder}.`);
  if (!found.isDirectory()) throw new TinybugError('path-not-a-folder', `${folder} is a file.`);
  return folder;
}

/** The options as settings of the run, which win over the project's own. */
export function settingsOfOptions(options: MeasureOptions, projectFolder: string, environment: Environment): Settings {
  const python = chooseInterpreter(options.python, projectFolder, environment);
  return {
    ...(options.paths && { paths: options.paths }),
    ...(options.exclude && { exclude: options.exclude }),
    ...(options.mutators && { mutators: options.mutators }),
    ...(options.pytestArguments && { 'pytest-arguments': options.pytestArguments }),
    ...(python !== undefined && { python }),
    ...(options.maxMutants !== undefined && { 'max-mutants': options.maxMutants }),
    ...(options.timeBudget !== undefined && { 'time-budget-minutes': options.timeBudget }),
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(options.cache === false && { cache: false }),
    ...(options.failUnder !== undefined && { 'fail-under': options.failUnder }),
  };
}
