import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** A real Postgres server of the tests' own. Its time zone is not UTC, as that of many a server is not. */
export interface PostgresServer {
  readonly port: number;
  /** Makes an empty database and gives its address. */
  createDatabase(): Promise<string>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts the server in the background of a shell that stops it when the shell's input ends, so that nothing is left
 * when the tests are killed. Job control aside, a background command reads nothing, hence the descriptor 3.
 */
const START_WITH_LIFELINE =
  'exec 3<&0; "$@" 3<&- & server=$!; (cat <&3 >/dev/null; kill -INT $server) 2>/dev/null & wait $server';

/** @param isDurable Whether a commit waits for the disk, as on a server whose data matters and whose speed is measured. */
export async function startPostgres({ isDurable = false } = {}): Promise<PostgresServer> {
  const binaries = await findBinaries();
  const user = await findUser();
  const folder = await mkdtemp(join(tmpdir(), 'tinybug-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const initdb = [
    '--pgdata',
    data,
    '--username',
    'postgres',
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--no-sync',
  ];
  await run(join(binaries, 'initdb'), initdb, { ...user, cwd: folder });
  const port = await findFreePort();
  const settings = [
    `fsync=${isDurable ? 'on' : 'off'}`,
    'timezone=Asia/Kolkata',
    'max_connections=100',
    'unix_socket_directories=',
  ];
  const command = [join(binaries, 'postgres'), '-D', data, '-h', '127.0.0.1', '-p', String(port)];
  const server = spawn(
    'sh',
    ['-c', START_WITH_LIFELINE, 'sh', ...command, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  await waitUntilReady(server);
  const address = (database: string): string => `postgresql://postgres@127.0.0.1:${String(port)}/${database}`;
  let databases = 0;
  return {
    port,
    async createDatabase() {
      databases += 1;
      const name = `test_${String(databases)}`;
      await query(address('postgres'), `CREATE DATABASE ${name}`);
      return address(name);
    },
    async stop() {
      const ended = once(server, 'exit');
      server.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement in a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('The output of Postgres is not read.');
  const log: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    log.push(line);
    if (!line.includes('database system is ready to accept connections')) continue;
    server.stderr.resume();
    return;
  }
  throw new Error(`Postgres did not start:\n${log.join('\n')}`);
}

async function findBinaries(): Promise<string> {
  const found = (await findInstalledBinaries()) ?? (await installPostgres());
  if (found === undefined)
    throw new Error('The tests need a Postgres server: install it, for example with "apt-get install postgresql".');
  return found;
}

async function findInstalledBinaries(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const folder of [...folders, ...(await packagedFolders())]) {
    const hasBoth = await Promise.all(['initdb', 'postgres'].map((name) => access(join(folder, name)))).catch(
      () => undefined,
    );
    if (hasBoth !== undefined) return folder;
  }
  return undefined;
}

/** Debian keeps the server's programs off the PATH. The newest version comes first. */
async function packagedFolders(): Promise<string[]> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  return versions
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => join('/usr/lib/postgresql', version, 'bin'));
}

async function installPostgres(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  process.stderr.write('Installing Postgres for the tests with apt-get …\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet'], { env });
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'postgresql'], { env });
  return findInstalledBinaries();
}

/** Postgres refuses to run as root. */
async function findUser(): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((option) => run('id', [option, name]))).catch(() => undefined);
    const [uid, gid] = ids?.map(({ stdout }) => Number(stdout)) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('Postgres refuses to run as root, and there is no other user to run it as.');
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
