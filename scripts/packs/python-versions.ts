/** The interpreters of the wanted versions, wherever this machine keeps them. */
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { probeInterpreter, type Interpreter } from '../../service/ci/local/python/python-interpreter.ts';
import { findInEnvironment, findOnPath } from '../../service/ci/local/python/python-search.ts';

export const SUPPORTED_VERSIONS = ['3.9', '3.10', '3.11', '3.12', '3.13'] as const;

/** An interpreter of a version like `3.9`; a name on the PATH may be a shim that leads to another version or to none. */
export async function findPythonVersion(version: string): Promise<Interpreter> {
  const candidates = [...(await findOnPath(`python${version}`, process.env)), ...(await findPyenvPythons(version))];
  for (const candidate of candidates) {
    const interpreter = await probeInterpreter(candidate, homedir(), process.env);
    if (interpreter?.version.slice(0, 2).join('.') === version) return interpreter;
  }
  throw new Error(`There is no Python ${version}, neither as python${version} on the PATH nor in pyenv.`);
}

async function findPyenvPythons(version: string): Promise<string[]> {
  const folder = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions');
  const names = await readdir(folder).catch((): string[] => []);
  const places = names.filter((name) => name === version || name.startsWith(`${version}.`)).sort();
  const interpreters = await Promise.all(places.map((name) => findInEnvironment(path.join(folder, name))));
  return interpreters.filter((interpreter) => interpreter !== undefined).reverse();
}
