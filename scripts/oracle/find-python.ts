import { createPythonEnvironments } from '../../service/ci/local/python-environment.ts';
import { chooseInterpreter } from '../../service/cli/choose-interpreter.ts';
import type { MeasuredProject } from './measured-project.ts';

/** The interpreter that the product would run the project's tests with; environments made for it are in the cache. */
export function findPython(
  { folder, settings }: MeasuredProject,
  python: string | undefined,
  cacheFolder: string,
): Promise<string> {
  return createPythonEnvironments({ cacheFolder, environment: process.env }).resolve({
    projectFolder: folder,
    python: chooseInterpreter(python, folder, process.env) ?? settings.python,
    notify: (message) => {
      console.log(message);
      return Promise.resolve();
    },
    abortSignal: new AbortController().signal,
  });
}
