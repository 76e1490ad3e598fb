import assert from 'node:assert/strict';
import { TinybugError } from '../../../shared/error-code.ts';
import { openDatabase } from '../../../service/storage/open-database.ts';
import type { Database, Store } from '../../../service/storage/store.ts';
import { MIGRATIONS_FOLDER } from '../../helpers/migrations-folder.ts';
import { type PostgresServer, query, startPostgres } from '../../helpers/postgres.ts';
import { createStoreScene } from './store-contract/store-scene.ts';

const LISTENERS = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

describe('openDatabase on a Postgres server', () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  const open = (url: string): Promise<Database> => openDatabase({ kind: 'postgres', url }, MIGRATIONS_FOLDER);

  it('onEvents goes on after the listening connection was lost, and tells that events may have been missed', async () => {
    const url = await server.createDatabase();
    const database = await open(url);
    const { store, run } = await createStoreScene(() => [database, database]).newRun();
    const called = await subscribe(store, run.id);
    await query(url, LISTENERS.replace('pid', 'pg_terminate_backend(pid)'));
    await called.next();
    await store.appendEvents(run.id, [{ type: 'notice', level: 'info', message: 'after the loss' }]);
    await called.next();
    assert.equal((await query(url, LISTENERS)).length, 1);
    await database.close();
  });

  it('close ends every connection, the listening one included, and can be called twice', async () => {
    const url = await server.createDatabase();
    const database = await open(url);
    const { store, run } = await createStoreScene(() => [database, database]).newRun();
    await store.onEvents(run.id, () => undefined);
    await Promise.all([database.close(), database.close()]);
    const others = 'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    await until(async () => (await query(url, others)).length === 0);
  });

  it('throws database-unavailable without the password for a server that refuses, or is not one', async () => {
    const { port } = server;
    for (const [url, place] of [
      ['postgresql://me:secret@127.0.0.1:1/tinybug', 'The database tinybug at 127.0.0.1:1 '],
      [
        `postgresql://me:secret@127.0.0.1:${String(port)}/missing`,
        `The database missing at 127.0.0.1:${String(port)} `,
      ],
      ['secret', 'The database at POSTGRES_URL '],
    ] as const) {
      const error: unknown = await open(url).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof TinybugError);
      assert.equal(error.code, 'database-unavailable');
      assert.ok(error.message.startsWith(`${place}cannot be opened: `), error.message);
      assert.doesNotMatch(error.message, /secret/);
    }
  });

  it('four processes that open an empty database at the same time apply each migration once', async () => {
    const url = await server.createDatabase();
    const databases = await Promise.all([open(url), open(url), open(url), open(url)]);
    const applied = await query(url, 'SELECT migration_name FROM _prisma_migrations');
    assert.equal(new Set(applied.map(({ migration_name }) => migration_name)).size, applied.length);
    assert.ok(applied.length > 0);
    await Promise.all(databases.map((database) => database.close()));
  });
});

/** Collects the calls of a listener, so that a test can wait for the next one. */
async function subscribe(store: Store, runId: string): Promise<{ next(): Promise<void> }> {
  let calls = 0;
  let wake = (): void => undefined;
  await store.onEvents(runId, () => {
    calls += 1;
    wake();
  });
  return {
    async next() {
      while (calls === 0) await new Promise<void>((resolve) => (wake = resolve));
      calls -= 1;
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
