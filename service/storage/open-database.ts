import { TinybugError } from '../../shared/error-code.ts';
import type { DatabaseConnection } from './connection/database-connection.ts';
import { describeDatabaseError, translateDatabaseError } from './connection/database-errors.ts';
import { applyMigrations } from './migrate.ts';
import { createDatabase } from './prisma-database.ts';
import type { Database } from './store.ts';

/** On disk in this process (PGlite; the folder is made when it is missing), or on a Postgres server. */
export type DatabaseOptions =
  { readonly kind: 'pglite'; readonly folder: string } | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the database and brings its schema up to date.
 * The folder of a PGlite database belongs to one process at a time, which is for the caller to see to.
 * @throws TinybugError `database-unavailable`, `disk-full`
 */
export async function openDatabase(options: DatabaseOptions, migrationsFolder: string): Promise<Database> {
  const connection = await openConnection(options).catch((error: unknown) => {
    throw toOpenError(error, options);
  });
  try {
    await applyMigrations(connection, migrationsFolder);
  } catch (error) {
    await connection.close();
    throw toOpenError(error, options);
  }
  return createDatabase(connection);
}

/** Only the driver that is needed is loaded: each takes a tenth of a second. */
async function openConnection(options: DatabaseOptions): Promise<DatabaseConnection> {
  if (options.kind === 'pglite') {
    const { openPgliteConnection } = await import('./connection/pglite-connection.ts');
    return openPgliteConnection(options.folder);
  }
  const { openPostgresConnection } = await import('./connection/postgres-connection.ts');
  return openPostgresConnection(options.url);
}

function toOpenError(error: unknown, options: DatabaseOptions): unknown {
  const translated = translateDatabaseError(error);
  if (translated instanceof TinybugError) return translated;
  const detail = `${describePlace(options)} cannot be opened: ${describeDatabaseError(error)}`;
  return new TinybugError('database-unavailable', detail, { cause: error });
}

/** Without user and password. */
function describePlace(options: DatabaseOptions): string {
  if (options.kind === 'pglite') return `The database in ${options.folder}`;
  if (!URL.canParse(options.url)) return 'The database at POSTGRES_URL';
  const { host, pathname } = new URL(options.url);
  return `The database ${pathname.slice(1)} at ${host}`;
}
