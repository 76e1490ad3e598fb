/** The virtual environment with ruff, mypy and pytest for the runner's own checks, kept in the cache folder. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { findFolders } from '../service/embedded/folders.ts';

export const projectRoot = path.resolve(import.meta.dirname, '..');

/** The folder with the tools' commands; creates the environment where it is missing or of other versions. */
export async function preparePythonTools(): Promise<string> {
  const requirementsFile = path.join(projectRoot, 'runner/requirements-tools.txt');
  const key = createHash('sha256').update(readFileSync(requirementsFile)).digest('hex').slice(0, 12);
  const environment = path.join(findFolders(process.env).cache, 'python-tools', key);
  const commands = path.join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  const stamp = path.join(environment, 'complete');
  if (!existsSync(stamp)) {
    console.log('Installing ruff, mypy and pytest for the runner (once) …');
    rmSync(environment, { recursive: true, force: true });
    await execa('python3', ['-m', 'venv', environment]);
    await execa(path.join(commands, 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirementsFile]);
    writeFileSync(stamp, '');
  }
  return commands;
}
