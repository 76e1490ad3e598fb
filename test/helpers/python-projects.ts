import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadProject } from '../../scripts/download-project.ts';
import { findFolders } from '../../service/embedded/folders.ts';

const VERSIONS = { toolz: '1.2.0', itsdangerous: '2.2.0', markupsafe: '3.0.4', boltons: '26.2.0' } as const;
export type RealProjectName = keyof typeof VERSIONS;

const temporaryFolders: string[] = [];

after(async () => {
  await Promise.all(temporaryFolders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A new empty folder, removed after the tests. */
export async function temporaryFolder(purpose = 'folder'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `tinybug-test-${purpose}-`));
  temporaryFolders.push(folder);
  return folder;
}

/** Where tests keep what they downloaded or installed. */
export const testCacheFolder = (): string => join(findFolders(process.env).cache, 'tests');

/** A new copy of a published project, as its source distribution has it. Downloaded once. */
export async function realProject(name: RealProjectName): Promise<string> {
  const original = await downloadProject(join(testCacheFolder(), 'projects'), name, VERSIONS[name]);
  const folder = join(await temporaryFolder(name), name);
  await cp(original, folder, { recursive: true });
  return folder;
}

/** A new project made of these files, by path. */
export async function tinyProject(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder('project');
  await writeFiles(folder, files);
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Names, types, modes and contents of all that is in a folder. */
export function hashTree(folder: string): string {
  const script = 'find . -printf "%p %y %m\\n" | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum';
  return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
