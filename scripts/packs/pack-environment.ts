/** The virtual environment with pytest and the plugins that packs use, one for each Python, kept in the cache folder. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import type { Interpreter } from '../../service/ci/local/python/python-interpreter.ts';
import { formatVersion } from '../../service/ci/local/python/python-version.ts';
import { findFolders } from '../../service/embedded/folders.ts';
import { projectRoot } from '../python-tools.ts';

const requirementsFile = path.join(projectRoot, 'runner/tests/packs/requirements.txt');

/** The environment's interpreter; makes the environment where it is missing, half made, or of other versions. */
export async function preparePackEnvironment({ executable, version }: Interpreter): Promise<string> {
  const key = createHash('sha256').update(executable).update(readFileSync(requirementsFile)).digest('hex').slice(0, 12);
  const folder = path.join(findFolders(process.env).cache, 'packs', `${formatVersion(version)}-${key}`);
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = path.join(folder, 'complete');
  if (!existsSync(stamp)) {
    console.log(`Installing pytest and its plugins for Python ${formatVersion(version)} (once) …`);
    rmSync(folder, { recursive: true, force: true });
    await execa(executable, ['-m', 'venv', folder]);
    await execa(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirementsFile]);
    writeFileSync(stamp, '');
  }
  return python;
}
