import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ProjectFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A folder with these files, for tests whose workflow is the point. */
export async function writeProject(files: Readonly<Record<string, string>>): Promise<ProjectFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tinybug-project-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
