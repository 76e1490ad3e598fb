import { join } from 'node:path';
import type { Environment } from './child-environment.ts';
import { readSelector } from './python/environment-key.ts';
import { requireManagedEnvironment } from './python/managed-environment.ts';
import { requireInterpreter } from './python/python-interpreter.ts';
import { findInEnvironment, findNamedPython } from './python/python-search.ts';

/** Where people keep the virtual environment of a project, in its own folder. */
const OWN_ENVIRONMENTS = ['.venv', 'venv'];

export interface PythonRequest {
  /** Real path. */
  readonly projectFolder: string;
  /** As in the settings: a path, or a name on the PATH. */
  readonly python: string | undefined;
  readonly notify: (message: string) => Promise<void>;
  readonly abortSignal: AbortSignal;
}

export interface PythonEnvironments {
  /**
   * The interpreter for a project's tests: the one that is named, else the project's own virtual environment, else one in the cache,
   * made at the first use. From the second time on it starts no process.
   *
   * @throws TinybugError `python-missing`, `python-too-old`, `pytest-missing`, `install-failed`, `disk-full`
   */
  resolve(request: PythonRequest): Promise<string>;
}

export function createPythonEnvironments(options: {
  cacheFolder: string;
  environment: Environment;
}): PythonEnvironments {
  return {
    async resolve(request) {
      const { projectFolder, python } = request;
      const path =
        python === undefined
          ? await findOwnEnvironment(projectFolder)
          : await findNamedPython(python, projectFolder, options.environment);
      if (path === undefined) return requireManagedEnvironment({ ...options, ...request });
      const selector = await readSelector(projectFolder, options.environment);
      return requireInterpreter({ ...options, path, projectFolder, selector, abortSignal: request.abortSignal });
    },
  };
}

async function findOwnEnvironment(projectFolder: string): Promise<string | undefined> {
  const found = await Promise.all(OWN_ENVIRONMENTS.map((name) => findInEnvironment(join(projectFolder, name))));
  return found.find((path) => path !== undefined);
}
