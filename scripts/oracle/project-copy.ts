import { createHash } from 'node:crypto';
import { cp, lstat, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';

/** Made by tools while they run, or large and of no use to the tests. Stale bytecode would hide a mutant. */
const LEFT_OUT = new Set([
  '.git',
  '__pycache__',
  '.pytest_cache',
  '.hypothesis',
  '.mypy_cache',
  '.ruff_cache',
  '.tox',
  '.nox',
  'node_modules',
]);

/** Copies a project, built extensions and data files included, to a folder whose former content is lost. */
export async function copyProjectTree(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true, maxRetries: 3 });
  await cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: async (path) => path === from || (await belongsToCopy(path)),
  });
}

async function belongsToCopy(path: string): Promise<boolean> {
  if (LEFT_OUT.has(basename(path))) return false;
  const status = await lstat(path);
  // A link to an absolute path may lead back into the tree that must not be touched.
  if (status.isSymbolicLink()) return !isAbsolute(await readlink(path));
  if (status.isDirectory()) return !existsSync(join(path, 'pyvenv.cfg'));
  return status.isFile();
}

/** SHA-256 over paths, kinds, modes and contents, hexadecimal. */
export async function hashProjectTree(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  for (const path of paths) {
    const status = await lstat(path);
    hash.update(`${path.slice(folder.length)}\0${status.mode}\0`);
    if (status.isFile()) hash.update(await readFile(path));
    if (status.isSymbolicLink()) hash.update(await readlink(path));
    hash.update('\0');
  }
  return hash.digest('hex');
}
