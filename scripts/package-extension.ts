import { statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectRoot } from './python-tools.ts';

/** Makes the VSIX in a folder and returns its path. The bundle in `dist/` must be there. */
export async function packageExtension(folder: string): Promise<string> {
  const packagePath = path.join(folder, 'tinybug.vsix');
  await createVSIX({
    cwd: projectRoot,
    packagePath,
    dependencies: false,
    readmePath: 'extension/README.md',
    allowMissingRepository: true,
    skipLicense: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

export const sizeOf = (file: string): number => statSync(file).size;
