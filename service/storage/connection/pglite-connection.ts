import { PGlite, type Transaction as PGliteTransaction } from '@electric-sql/pglite';
import { PrismaClient } from '../generated/client.ts';
import type { DatabaseConnection, SqlSession } from './database-connection.ts';
import { requireDiskSpace } from './disk-space.ts';
import { ReliablePGliteAdapter } from './pglite-adapter.ts';
import { preparePgliteFolder } from './pglite-folder.ts';

/** Far below the defaults, which are for a server: 100 MB less memory, twice as fast to open, at most 64 MB of log. */
const SETTINGS = ['shared_buffers=16MB', 'max_wal_size=64MB', 'min_wal_size=32MB'];
const START_PARAMETERS = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])];

/** Opens the database in the folder, which is made when it is missing. One process only. */
export async function openPgliteConnection(folder: string): Promise<DatabaseConnection> {
  await preparePgliteFolder(folder);
  const pglite = new PGlite({ dataDir: folder, startParams: START_PARAMETERS });
  const prisma = new PrismaClient({ adapter: new ReliablePGliteAdapter(pglite, () => requireDiskSpace(folder)) });
  // Both compile their WebAssembly, off the main thread.
  await Promise.all([pglite.waitReady, prisma.$connect()]);
  return {
    prisma,
    inSession: (work) => pglite.transaction((transaction) => work(toSession(transaction))),
    async listen(channel, onPayload) {
      await pglite.listen(channel, onPayload);
    },
    async close() {
      await prisma.$disconnect();
      if (!pglite.closed) await pglite.close();
    },
  };
}

const toSession = (transaction: PGliteTransaction): SqlSession => ({
  async query(sql, parameters = []) {
    const { rows } = await transaction.query(sql, [...parameters]);
    return rows;
  },
  async execute(script) {
    await transaction.exec(script);
  },
});
