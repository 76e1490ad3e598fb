import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { findFolders } from '../../service/embedded/folders.ts';
import { downloadProject } from '../download-project.ts';
import { projectRoot } from '../python-tools.ts';

/** A copy of toolz as it is published, with a CI workflow of its own. */
export async function copyToolz(folder: string): Promise<void> {
  const projects = join(findFolders(process.env).cache, 'tests', 'projects');
  await cp(await downloadProject(projects, 'toolz', '1.2.0'), folder, { recursive: true });
  await cp(join(projectRoot, 'test', 'fixtures', 'ci-of-toolz', '.github'), join(folder, '.github'), {
    recursive: true,
  });
}
