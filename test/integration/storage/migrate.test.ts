import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseConnection } from '../../../service/storage/connection/database-connection.ts';
import { openPgliteConnection } from '../../../service/storage/connection/pglite-connection.ts';
import { openPostgresConnection } from '../../../service/storage/connection/postgres-connection.ts';
import { applyMigrations } from '../../../service/storage/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { startPostgres } from '../../helpers/postgres.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';
import { readDatabaseShape } from './schema-shape/read-database-shape.ts';
import { readSchemaShape } from './schema-shape/read-schema-shape.ts';

describeMigrations('PGlite', async (folder) => {
  const connection = await openPgliteConnection(join(folder, 'database'));
  return { connection, close: () => connection.close() };
});

describeMigrations('a Postgres server', async () => {
  const server = await startPostgres();
  const connection = openPostgresConnection(await server.createDatabase());
  return {
    connection,
    async close() {
      await connection.close();
      await server.stop();
    },
  };
});

interface Opened {
  readonly connection: DatabaseConnection;
  close(): Promise<void>;
}

/** The tests of one database build on one another: each finds the database as the one before has left it. */
function describeMigrations(name: string, open: (folder: string) => Promise<Opened>): void {
  describe(`applyMigrations on ${name}`, () => {
    let temporary: Awaited<ReturnType<typeof createTemporaryFolder>>;
    let opened: Opened;
    before(async () => {
      temporary = await createTemporaryFolder();
      opened = await open(temporary.folder);
    });
    after(async () => {
      await opened.close();
      await temporary.remove();
    });
    const listApplied = () => opened.connection.prisma.$queryRaw`
      SELECT migration_name, checksum, finished_at IS NOT NULL AS is_finished, applied_steps_count FROM _prisma_migrations
      WHERE rolled_back_at IS NULL ORDER BY migration_name`;
    const copyMigrations = async (): Promise<string> => {
      const copy = join(temporary.folder, 'migrations');
      await cp(MIGRATIONS_FOLDER, copy, { recursive: true });
      return copy;
    };

    it('gives the database that schema.prisma describes', async () => {
      await applyMigrations(opened.connection, MIGRATIONS_FOLDER);
      assert.deepEqual(await readDatabaseShape(opened.connection), await readSchemaShape());
    });

    it('records each migration as Prisma does, and applies none twice', async () => {
      await applyMigrations(opened.connection, MIGRATIONS_FOLDER);
      assert.deepEqual(await listApplied(), await expectedRecords());
    });

    it('leaves nothing of a migration that fails, and says which one it is', async () => {
      const migrations = await copyMigrations();
      await mkdir(join(migrations, '29990101000000_broken'));
      await writeFile(
        join(migrations, '29990101000000_broken/migration.sql'),
        'CREATE TABLE half (id int); SELECT 1 / 0;',
      );
      await assert.rejects(applyMigrations(opened.connection, migrations), {
        code: 'database-unavailable',
        message: /29990101000000_broken cannot be applied to the database: .*division by zero/,
      });
      assert.deepEqual(await listApplied(), await expectedRecords());
      assert.deepEqual(await opened.connection.prisma.$queryRaw`SELECT to_regclass('half')::text AS half`, [
        { half: null },
      ]);
    });

    it('throws database-unavailable when an applied migration was changed', async () => {
      const migrations = await copyMigrations();
      const [initial = ''] = await listMigrationNames();
      await appendFile(join(migrations, initial, 'migration.sql'), '-- changed\n');
      await assert.rejects(applyMigrations(opened.connection, migrations), {
        code: 'database-unavailable',
        message: `The migration ${initial} was changed after it had been applied to the database.`,
      });
    });

    it('throws database-unavailable when the database has a migration that is not known here', async () => {
      const empty = join(temporary.folder, 'no-migrations');
      await mkdir(empty);
      await assert.rejects(applyMigrations(opened.connection, empty), {
        code: 'database-unavailable',
        message: /made by another version of Tinybug/,
      });
    });
  });
}

const listMigrationNames = async (): Promise<string[]> =>
  (await readdir(MIGRATIONS_FOLDER, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

const expectedRecords = async (): Promise<unknown[]> =>
  Promise.all(
    (await listMigrationNames()).map(async (name) => ({
      migration_name: name,
      checksum: createHash('sha256')
        .update(await readFile(join(MIGRATIONS_FOLDER, name, 'migration.sql')))
        .digest('hex'),
      is_finished: true,
      applied_steps_count: 1,
    })),
  );
