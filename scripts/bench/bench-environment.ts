/** A project and a tool in a virtual environment of their own, kept in the cache folder. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { findFolders } from '../../service/embedded/folders.ts';
import { downloadProject } from '../download-project.ts';
import { PYTEST, type BenchProject } from './bench-project.ts';

export interface BenchEnvironment {
  /** A fresh copy of the project, installed in the environment in editable mode. */
  readonly projectFolder: string;
  readonly python: string;
  /** Variables as after activating the environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Raised when environments are made in another way than before. */
const RECIPE = 1;

const cacheFolder = (): string => join(findFolders(process.env).cache, 'bench');

/**
 * The environment for a tool on a project, with the project as published. What an earlier run left in the project is gone.
 *
 * @param toolRequirements as pip takes them
 * @param python the interpreter that environments are made from
 */
export async function prepareEnvironment(
  project: BenchProject,
  toolRequirements: readonly string[],
  python: string,
): Promise<BenchEnvironment> {
  const inputs = [RECIPE, project, PYTEST, toolRequirements, await describePython(python)];
  const key = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), 'environments', `${project.name}-${key}`);
  const projectFolder = join(folder, project.name);
  const environment = join(folder, 'environment');
  if (!existsSync(join(folder, 'complete'))) await build(folder, project, toolRequirements, python);
  await rm(projectFolder, { recursive: true, force: true });
  await cp(join(folder, 'pristine'), projectFolder, { recursive: true, preserveTimestamps: true });
  return { projectFolder, python: join(environment, 'bin', 'python'), variables: activate(environment) };
}

/** An environment with nothing but pytest. Returns its interpreter. */
export async function preparePytest(python: string): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([RECIPE, PYTEST, await describePython(python)]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(), 'environments', `pytest-${key}`);
  const environment = join(folder, 'environment');
  if (!existsSync(join(folder, 'complete'))) {
    await rm(folder, { recursive: true, force: true });
    await install(environment, [PYTEST], python);
    await writeFile(join(folder, 'complete'), '');
  }
  return join(environment, 'bin', 'python');
}

/** The editable installation writes into the project, so what is kept for later runs is the tree after it. */
async function build(
  folder: string,
  project: BenchProject,
  toolRequirements: readonly string[],
  python: string,
): Promise<void> {
  const projectFolder = join(folder, project.name);
  await rm(folder, { recursive: true, force: true });
  await cp(await downloadProject(join(cacheFolder(), 'projects'), project.name, project.version), projectFolder, {
    recursive: true,
  });
  const requirements = [PYTEST, ...project.requirements, ...toolRequirements, '--editable', projectFolder];
  await install(join(folder, 'environment'), requirements, python);
  await cp(projectFolder, join(folder, 'pristine'), { recursive: true, preserveTimestamps: true });
  await writeFile(join(folder, 'complete'), '');
}

async function install(environment: string, requirements: readonly string[], python: string): Promise<void> {
  const uv = await findUv();
  await execa(uv, ['venv', '--quiet', '--no-project', '--python', python, environment]);
  const options = ['--quiet', '--compile-bytecode', '--python', join(environment, 'bin', 'python')];
  // No repository above the cache is taken for the project's own when its version is asked for.
  await execa(uv, ['pip', 'install', ...options, ...requirements], { env: { GIT_CEILING_DIRECTORIES: cacheFolder() } });
}

/** uv makes an environment in a second where pip takes half a minute, so it is installed where it is missing. */
async function findUv(): Promise<string> {
  const folder = join(cacheFolder(), 'uv');
  const uv = join(folder, 'bin', 'uv');
  if (existsSync(uv)) return uv;
  await execa('python3', ['-m', 'venv', folder]);
  await execa(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', 'uv==0.9.11']);
  return uv;
}

async function describePython(python: string): Promise<string> {
  const question = 'import os, sys; print(os.path.realpath(sys.executable), sys.version)';
  return (await execa(python, ['-c', question])).stdout;
}

const MISLEADING = new Set(['PYTHONPATH', 'PYTHONHOME', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED']);

function activate(environment: string): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || MISLEADING.has(name) ? [] : [[name, value] as const],
  );
  const path = [join(environment, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, VIRTUAL_ENV: environment };
}
