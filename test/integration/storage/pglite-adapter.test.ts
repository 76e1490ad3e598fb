import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { isDiskFull } from '../../../service/storage/connection/database-errors.ts';
import { inTransaction } from '../../../service/storage/connection/database-connection.ts';
import { ReliablePGliteAdapter } from '../../../service/storage/connection/pglite-adapter.ts';
import { PrismaClient } from '../../../service/storage/generated/client.ts';

describe('ReliablePGliteAdapter', () => {
  let pglite: PGlite;
  let prisma: PrismaClient;
  let isDiskFullNow = false;
  before(async () => {
    pglite = await PGlite.create();
    await pglite.exec(`
      CREATE TABLE parent (id int PRIMARY KEY);
      CREATE TABLE child (parent_id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
    `);
    const beforeWriting = (): Promise<void> =>
      isDiskFullNow ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : Promise.resolve();
    prisma = new PrismaClient({ adapter: new ReliablePGliteAdapter(pglite, beforeWriting) });
  });
  afterEach(async () => {
    isDiskFullNow = false;
    await pglite.exec('DELETE FROM child; DELETE FROM parent');
  });
  after(async () => {
    await prisma.$disconnect();
    await pglite.close();
  });

  const countChildren = async (): Promise<unknown> => prisma.$queryRaw`SELECT count(*)::int AS count FROM child`;

  it('a transaction whose COMMIT fails is rejected and leaves nothing', async () => {
    const transaction = inTransaction(prisma, async (inside) => {
      await inside.$executeRaw`INSERT INTO child VALUES (1)`;
    });
    await assert.rejects(transaction, /foreign key constraint/);
    assert.deepEqual(await countChildren(), [{ count: 0 }]);
  });

  it('a transaction that is rolled back leaves nothing, and the next one works', async () => {
    const failing = inTransaction(prisma, async (inside) => {
      await inside.$executeRaw`INSERT INTO parent VALUES (1)`;
      throw new Error('changed my mind');
    });
    await assert.rejects(failing, /changed my mind/);
    await inTransaction(prisma, async (inside) => {
      await inside.$executeRaw`INSERT INTO parent VALUES (1)`;
      await inside.$executeRaw`INSERT INTO child VALUES (1)`;
    });
    assert.deepEqual(await countChildren(), [{ count: 1 }]);
  });

  it('beforeWriting stops transactions and statements that write, and none that read', async () => {
    isDiskFullNow = true;
    await assert.rejects(
      inTransaction(prisma, () => Promise.resolve()),
      isDiskFull,
    );
    await assert.rejects(prisma.$executeRaw`INSERT INTO parent VALUES (2)`, isDiskFull);
    await assert.rejects(prisma.$queryRaw`INSERT INTO parent VALUES (3) RETURNING id`, isDiskFull);
    assert.deepEqual(await countChildren(), [{ count: 0 }]);
    isDiskFullNow = false;
    assert.deepEqual(await prisma.$queryRaw`SELECT id FROM parent`, []);
  });
});
