import { TinybugError } from '../../../../shared/error-code.ts';
import { withoutOwnVariables, type Environment } from '../child-environment.ts';
import { diskFull, tellsDiskFull } from '../disk-full.ts';
import { lastLines } from '../job-log.ts';
import { findInEnvironment, findOnPath } from './python-search.ts';
import { runCommand } from './run-command.ts';

/** Makes virtual environments and installs into them; the two ways, uv and pip, differ in speed only. */
export interface Installer {
  readonly name: 'uv' | 'pip';
  /** Returns the new environment's interpreter. */
  createEnvironment(basePython: string, folder: string): Promise<string>;
  buildWheel(python: string, projectFolder: string, outputFolder: string): Promise<void>;
  install(python: string, requirements: readonly string[], folder: string): Promise<void>;
}

const PIP_OPTIONS = ['--disable-pip-version-check', '--no-input', '--no-color', '--progress-bar=off'];

/**
 * Every method throws TinybugError `install-failed` with the end of the output, or `disk-full`.
 *
 * @param workFolder no git repository above it is taken for the project's own
 */
export async function chooseInstaller(
  environment: Environment,
  workFolder: string,
  abortSignal: AbortSignal,
): Promise<Installer> {
  const [uv] = await findOnPath('uv', environment);
  const run = async (command: readonly string[], folder = workFolder): Promise<void> => {
    const options = { folder, environment: installEnvironment(environment, workFolder), abortSignal };
    const { exitCode, output } = await runCommand(command, options);
    if (exitCode === 0) return;
    if (tellsDiskFull(output)) throw diskFull(workFolder);
    throw new TinybugError('install-failed', `${describe(command)} failed:\n${lastLines(output)}`);
  };
  return uv === undefined ? pipInstaller(run) : uvInstaller(uv, run);
}

type Run = (command: readonly string[], folder?: string) => Promise<void>;

const describe = (command: readonly string[]): string => command.slice(0, 4).join(' ');

function pipInstaller(run: Run): Installer {
  return {
    name: 'pip',
    async createEnvironment(basePython, folder) {
      await run([basePython, '-m', 'venv', folder]);
      return requireInterpreterIn(folder);
    },
    buildWheel: (python, projectFolder, outputFolder) =>
      run([python, '-m', 'pip', 'wheel', ...PIP_OPTIONS, '--no-deps', '--wheel-dir', outputFolder, projectFolder]),
    install: (python, requirements, folder) =>
      run([python, '-m', 'pip', 'install', ...PIP_OPTIONS, ...requirements], folder),
  };
}

function uvInstaller(uv: string, run: Run): Installer {
  return {
    name: 'uv',
    async createEnvironment(basePython, folder) {
      await run([uv, 'venv', '--no-project', '--python', basePython, folder]);
      return requireInterpreterIn(folder);
    },
    buildWheel: (python, projectFolder, outputFolder) =>
      run([uv, 'build', '--wheel', '--no-progress', '--python', python, '--out-dir', outputFolder, projectFolder]),
    // Bytecode is compiled now, because no test run will write any.
    install: (python, requirements, folder) =>
      run([uv, 'pip', 'install', '--no-progress', '--compile-bytecode', '--python', python, ...requirements], folder),
  };
}

async function requireInterpreterIn(folder: string): Promise<string> {
  const python = await findInEnvironment(folder);
  if (python === undefined)
    throw new TinybugError('install-failed', `There is no interpreter in the new environment ${folder}.`);
  return python;
}

/** Variables with which an interpreter would look for packages elsewhere. */
const MISLEADING = new Set(['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'PIP_TARGET', 'PIP_PREFIX']);

function installEnvironment(environment: Environment, workFolder: string): Record<string, string> {
  const kept = Object.entries(withoutOwnVariables(environment)).filter(([name]) => !MISLEADING.has(name));
  return {
    ...Object.fromEntries(kept),
    PIP_USER: '0',
    PIP_REQUIRE_VIRTUALENV: '0',
    GIT_CEILING_DIRECTORIES: workFolder,
  };
}
