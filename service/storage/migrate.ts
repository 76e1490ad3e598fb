import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import type { DatabaseConnection, SqlSession } from './connection/database-connection.ts';
import { describeDatabaseError, isDiskFull } from './connection/database-errors.ts';

/** The key of Prisma's own command line, so that it and two starting services wait for one another. */
const PRISMA_ADVISORY_LOCK = 72707369;

/** As Prisma makes it. */
const CREATE_MIGRATIONS_TABLE = `CREATE TABLE "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  /** Of its folder, such as `20261122180000_initial`; migrations are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const AppliedMigration = z.object({ migration_name: z.string(), checksum: z.string(), finished_at: z.unknown() });
type AppliedMigration = z.infer<typeof AppliedMigration>;

/**
 * Brings the database to the schema of the migrations in the folder, which has Prisma's layout, and keeps Prisma's
 * table of them, so that `prisma migrate deploy` agrees.
 * @throws TinybugError `database-unavailable` when the database has migrations that are not those of the folder
 */
export async function applyMigrations(connection: DatabaseConnection, migrationsFolder: string): Promise<void> {
  const migrations = await readMigrations(migrationsFolder);
  await connection.inSession(async (session) => {
    await session.query(`SELECT pg_advisory_xact_lock(${String(PRISMA_ADVISORY_LOCK)})::text`);
    const applied = await listApplied(session);
    checkApplied(applied, migrations);
    const appliedNames = new Set(applied.map((migration) => migration.migration_name));
    for (const migration of migrations) {
      if (!appliedNames.has(migration.name)) await applyMigration(session, migration);
    }
  });
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function listApplied(session: SqlSession): Promise<AppliedMigration[]> {
  const [table] = await session.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`);
  if (!z.object({ exists: z.boolean() }).parse(table).exists) {
    await session.execute(CREATE_MIGRATIONS_TABLE);
    return [];
  }
  const rows = await session.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return z.array(AppliedMigration).parse(rows);
}

function checkApplied(applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at: finishedAt } of applied) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw unavailable(
        `The database was made by another version of Tinybug: this one does not know its migration ${name}.`,
      );
    }
    if (finishedAt === null) {
      throw unavailable(
        `The migration ${name} of the database was begun and not finished; see "prisma migrate resolve".`,
      );
    }
    if (migration.checksum !== checksum) {
      throw unavailable(`The migration ${name} was changed after it had been applied to the database.`);
    }
  }
}

async function applyMigration(session: SqlSession, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await session.execute(sql);
  } catch (error) {
    if (isDiskFull(error)) throw error;
    throw unavailable(
      `The migration ${name} cannot be applied to the database: ${describeDatabaseError(error)}`,
      error,
    );
  }
  await session.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

const unavailable = (detail: string, cause?: unknown): TinybugError =>
  new TinybugError('database-unavailable', detail, { cause });
