import { PGlite, type Transaction as PGliteTransaction } from '@electric-sql/pglite';
import { PrismaClient } from '../generated/client.ts';
import type { DatabaseConnection, SqlSession } from './database-connection.ts';
import { ReliablePGliteAdapter } from './pglite-adapter.ts';
import { preparePgliteFolder } from './pglite-folder.ts';

/** Opens the database in the folder, which is made when it is missing. One process only. */
export async function openPgliteConnection(folder: string): Promise<DatabaseConnection> {
  await preparePgliteFolder(folder);
  const pglite = await PGlite.create({ dataDir: folder });
  const prisma = new PrismaClient({ adapter: new ReliablePGliteAdapter(pglite) });
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
