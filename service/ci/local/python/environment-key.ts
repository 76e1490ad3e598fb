import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../child-environment.ts';
import { readProjectMetadata } from './project-metadata.ts';
import { findOnPath } from './python-search.ts';

/** Raised when environments are made in another way than before. */
const RECIPE = 1;
const INPUT_FILES = ['pyproject.toml', 'setup.cfg', 'setup.py'];

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** What version managers' shims choose an interpreter by. */
export async function readSelector(projectFolder: string, environment: Environment): Promise<string> {
  const file = await readFile(join(projectFolder, '.python-version'), 'utf8').catch(() => '');
  return JSON.stringify([environment['PYENV_VERSION'] ?? '', file.trim()]);
}

/**
 * The name of a project's environment: a part for the project, so that its older environments can be found,
 * and a part for all that decides what is in it. Starts no process.
 */
export async function environmentKey(
  projectFolder: string,
  environment: Environment,
): Promise<{ project: string; inputs: string }> {
  const { requirementFiles } = await readProjectMetadata(projectFolder);
  const names = [...INPUT_FILES, ...requirementFiles];
  const contents = await Promise.all(
    names.map((name) => readFile(join(projectFolder, name), 'utf8').catch(() => null)),
  );
  const bases = await Promise.all(['python3', 'python'].map((name) => findOnPath(name, environment)));
  const selector = await readSelector(projectFolder, environment);
  return { project: digest(projectFolder), inputs: digest([RECIPE, names, contents, bases.flat(), selector]) };
}
