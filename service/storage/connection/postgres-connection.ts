import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolClient } from 'pg';
import { PrismaClient } from '../generated/client.ts';
import type { DatabaseConnection, SqlSession } from './database-connection.ts';
import { listenOnServer } from './postgres-listener.ts';

const MAX_CONNECTIONS = 10;
/** A connection that went away without a word is noticed by TCP's keep-alive. */
const CONNECTION_SETTINGS = {
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  application_name: 'tinybug',
};

/** Opens connections to a server. Beside the pool, one connection listens. */
export function openPostgresConnection(url: string): DatabaseConnection {
  const settings = { ...CONNECTION_SETTINGS, connectionString: withUtc(url) };
  const pool = new Pool({ ...settings, max: MAX_CONNECTIONS });
  // A connection that breaks while idle is replaced by the pool; without a listener its error would end the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const endListening: (() => Promise<void>)[] = [];
  return {
    prisma,
    inSession: (work) => inPoolSession(pool, work),
    async listen(channel, onPayload) {
      endListening.push(await listenOnServer(settings, channel, onPayload));
    },
    async close() {
      for (const end of endListening) await end();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Prisma's adapters write and read timestamps as if the session's time zone were UTC, whatever the server's is. */
function withUtc(url: string): string {
  const parsed = new URL(url);
  const options = [parsed.searchParams.get('options'), '-c TimeZone=UTC'].filter((option) => option !== null);
  parsed.searchParams.set('options', options.join(' '));
  return parsed.href;
}

async function inPoolSession<Result>(pool: Pool, work: (session: SqlSession) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(toSession(client));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // The server rolls back what a closed connection has left open.
    client.release(true);
    throw error;
  }
}

const toSession = (client: PoolClient): SqlSession => ({
  async query(sql, parameters = []) {
    const { rows } = await client.query<Record<string, unknown>>(sql, [...parameters]);
    return rows;
  },
  async execute(script) {
    await client.query(script);
  },
});
