import { TinybugError } from '../../shared/error-code.ts';

const NO_SPACE = ['ENOSPC', 'EDQUOT'];
const NOT_ALLOWED = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'];

/** What an error of the operating system means to a person, where it is one that they can mend. */
export function explainSystemError(error: unknown, dataFolder: string): TinybugError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  if (NO_SPACE.includes(code)) return new TinybugError('disk-full', `The system says: ${message}.`, { cause: error });
  if (!NOT_ALLOWED.includes(code) || path === undefined) return undefined;
  // A folder above it may be what is in the way.
  if (!path.startsWith(dataFolder) && !dataFolder.startsWith(path)) return undefined;
  return new TinybugError(
    'database-unavailable',
    `Tinybug cannot write into its data folder ${dataFolder}: ${message}. TINYBUG_DATA names another.`,
    { cause: error },
  );
}
