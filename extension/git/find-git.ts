import { isAbsolute, join } from 'node:path';

interface Search {
  readonly searchPath: string;
  readonly platform: string;
  readonly exists: (file: string) => boolean;
}

/**
 * Where git is. Only folders of the PATH that are named in full are looked at: left to itself, Windows starts a `git.exe` that lies
 * in the workspace.
 */
export function findGit({ searchPath, platform, exists }: Search): string | undefined {
  const isWindows = platform === 'win32';
  const folders = searchPath.split(isWindows ? ';' : ':').filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, isWindows ? 'git.exe' : 'git')).find(exists);
}
