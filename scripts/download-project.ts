import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** The unpacked source distribution of a published project below `folder`; downloaded once. */
export async function downloadProject(folder: string, name: string, version: string): Promise<string> {
  const project = join(folder, `${name}-${version}`);
  if (existsSync(project)) return project;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'download-'));
  try {
    const options = ['--no-deps', '--no-binary', ':all:', '--disable-pip-version-check', '--dest', work];
    await execa('python3', ['-m', 'pip', 'download', ...options, `${name}==${version}`]);
    const archive = (await readdir(work)).find((file) => file.endsWith('.tar.gz')) ?? '';
    await execa('python3', ['-m', 'tarfile', '--extract', join(work, archive), join(work, 'tree')]);
    const [top = ''] = await readdir(join(work, 'tree'));
    // Another process may have been quicker; its copy is as good.
    await rename(join(work, 'tree', top), project).catch((error: unknown) => {
      if (!existsSync(project)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return project;
}
