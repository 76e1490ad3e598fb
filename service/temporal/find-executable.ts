import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export const executableName = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first executable of that name in the folders of PATH. */
export async function findExecutable(name: string, environment: Environment): Promise<string | undefined> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, executableName(name));
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}
