import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { TinybugError } from '../../../../shared/error-code.ts';
import type { Environment } from '../child-environment.ts';
import { probeInterpreter, type Interpreter } from './python-interpreter.ts';
import { compareVersions, formatVersion, MINIMUM_PYTHON, satisfiesSpecifier } from './python-version.ts';

const isWindows = process.platform === 'win32';
const INTERPRETER_IN_ENVIRONMENT = isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python'];
const NEWEST_MINOR = 20;
/** What `python3` means to the user comes first, then the newest. */
const BASE_NAMES = [
  'python3',
  'python',
  ...Array.from({ length: NEWEST_MINOR - 8 }, (_, index) => `python3.${String(NEWEST_MINOR - index)}`),
];

/** The interpreter of a virtual environment's folder; `undefined` where there is none that can be started. */
export async function findInEnvironment(folder: string): Promise<string | undefined> {
  const path = join(folder, ...INTERPRETER_IN_ENVIRONMENT);
  return (await isExecutable(path)) ? path : undefined;
}

/** Every file of that name on the PATH, the first first. */
export async function findOnPath(name: string, environment: Environment): Promise<string[]> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const paths = folders.map((folder) => join(folder, isWindows ? `${name}.exe` : name));
  const isThere = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, index) => isThere[index]);
}

/**
 * The interpreter a person named: a path, relative to the project or not, the folder of a virtual environment, or a name on the PATH.
 *
 * @throws TinybugError `python-missing`
 */
export async function findNamedPython(name: string, projectFolder: string, environment: Environment): Promise<string> {
  const isPath = name.includes('/') || (isWindows && name.includes('\\'));
  const inProject = resolve(projectFolder, name);
  const inside = await findInEnvironment(inProject);
  if (inside !== undefined) return inside;
  if (isPath) {
    if (await isExecutable(inProject)) return inProject;
    throw new TinybugError('python-missing', `${inProject} is not a program that can be started.`);
  }
  const [first] = await findOnPath(name, environment);
  if (first === undefined) throw new TinybugError('python-missing', `There is no ${name} on the PATH.`);
  return first;
}

/**
 * The first interpreter on the PATH that Tinybug and the project can use.
 *
 * @param requiresPython the project's `requires-python`
 * @throws TinybugError `python-missing`, `python-too-old`
 */
export async function findBasePython(
  requiresPython: string | undefined,
  projectFolder: string,
  environment: Environment,
  abortSignal: AbortSignal,
): Promise<Interpreter> {
  const found: Interpreter[] = [];
  for (const name of BASE_NAMES) {
    for (const path of await findOnPath(name, environment)) {
      const interpreter = await probeInterpreter(path, projectFolder, environment, abortSignal);
      if (interpreter === undefined) continue;
      if (isFit(interpreter, requiresPython)) return interpreter;
      found.push(interpreter);
    }
  }
  throw explainNoneFits(found, requiresPython);
}

const isFit = ({ version }: Interpreter, requiresPython: string | undefined): boolean =>
  compareVersions(version, MINIMUM_PYTHON) >= 0 && satisfiesSpecifier(version, requiresPython ?? '');

function explainNoneFits(found: readonly Interpreter[], requiresPython: string | undefined): TinybugError {
  if (found.length === 0) return new TinybugError('python-missing', 'There is no python3 on the PATH.');
  const list = [...new Set(found.map(({ version, executable }) => `${executable} (${formatVersion(version)})`))].join(
    ', ',
  );
  const wanted = requiresPython === undefined ? '' : `The project needs Python ${requiresPython}. `;
  return new TinybugError('python-too-old', `${wanted}On the PATH there is only ${list}.`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
