import { TinybugError } from '../../../shared/error-code.ts';

/**
 * Codes in an error and its causes, the outermost first: SQLSTATE (`53100`), Node's (`ENOSPC`) and Prisma's (`P2002`).
 * Drivers, adapters and Prisma wrap one another and put them in different places.
 */
export function databaseErrorCodes(error: unknown): string[] {
  const codes: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const key of ['code', 'originalCode']) {
      const code: unknown = Reflect.get(value, key);
      if (typeof code === 'string') codes.push(code);
    }
    for (const key of ['cause', 'meta', 'driverAdapterError', 'errors', '0']) visit(Reflect.get(value, key));
  };
  visit(error);
  return codes;
}

const DISK_FULL_CODES = ['53100', 'ENOSPC'];

export const isDiskFull = (error: unknown): boolean =>
  databaseErrorCodes(error).some((code) => DISK_FULL_CODES.includes(code)) ||
  (error instanceof Error && error.message.includes('No space left on device'));

/** What the user can mend, as an error of the catalogue; any other error as it came, worth a retry. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof TinybugError || !isDiskFull(error)) return error;
  return new TinybugError('disk-full', 'The database could not write: no space is left on its disk.', { cause: error });
}

/** The first sentence of an error's innermost message, without what Prisma prints around it. */
export function describeDatabaseError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describeDatabaseError(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const message = error.message.trim();
  return message === '' ? (databaseErrorCodes(error)[0] ?? error.name) : message;
}
