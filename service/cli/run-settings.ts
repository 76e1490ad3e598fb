import { existsSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { TinybugError } from '../../shared/error-code.ts';
import type { Settings } from '../../shared/settings.ts';
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
    ...(options.failUnder !== undefined && { 'fail-under': options.failUnder }),
  };
}

/** The service may run elsewhere than this command: paths are made absolute, and VIRTUAL_ENV, which only this command sees, is looked up here. */
function chooseInterpreter(option: string | undefined, projectFolder: string, environment: Environment): string | undefined {
  if (option !== undefined) return option.includes('/') || option.includes(sep) ? resolve(option) : option;
  const virtualEnvironment = environment['VIRTUAL_ENV'];
  if (!virtualEnvironment || findInterpreter(join(projectFolder, '.venv'))) return undefined;
  return findInterpreter(virtualEnvironment);
}

function findInterpreter(virtualEnvironment: string): string | undefined {
  const candidates = [join(virtualEnvironment, 'bin', 'python'), join(virtualEnvironment, 'Scripts', 'python.exe')];
  return candidates.find((candidate) => existsSync(candidate));
}
