import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTemporalServer } from '../../../service/temporal/temporal-server.ts';
import { obtainRealServer } from '../../helpers/temporal-real-server.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../../service/temporal/temporal-server.ts')).href;

/** A program that starts a server, says where it is, and goes on for ever. */
const PARENT = `
import { startTemporalServer } from ${JSON.stringify(MODULE)};
const { address } = await startTemporalServer(JSON.parse(process.argv[1]));
console.log(address);
setInterval(() => undefined, 1000);
`;

const doesAnswer = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = createConnection({ host: host ?? '', port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

type TemporaryFolder = Awaited<ReturnType<typeof createTemporaryFolder>>;

describe('startTemporalServer', () => {
  let executable: string;
  let temporary: TemporaryFolder;

  before(async function () {
    this.timeout(600_000);
    executable = await obtainRealServer();
  });
  beforeEach(async () => {
    temporary = await createTemporaryFolder();
  });
  afterEach(() => temporary.remove());

  const options = () => ({
    executable,
    databaseFile: join(temporary.folder, 'temporal.db'),
    logFile: join(temporary.folder, 'temporal.log'),
    namespace: 'tinybug-dev',
  });

  it('is gone soon after its parent was killed with -9', async () => {
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', PARENT, JSON.stringify(options())],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const address = line.toString().trim();
    assert.equal(await doesAnswer(address), true);
    parent.kill('SIGKILL');
    await waitUntil(async () => !(await doesAnswer(address)));
  });

  it('is gone when it was stopped', async () => {
    const server = await startTemporalServer(options());
    await server.stop();
    await server.ended;
    assert.equal(await doesAnswer(server.address), false);
  });

  it('says temporal-unavailable with the end of the log where the executable does not serve', async () => {
    const broken = { ...options(), executable: process.execPath };
    await assert.rejects(startTemporalServer(broken), {
      code: 'temporal-unavailable',
      message: /temporal\.log ends with:\n.+/s,
    });
  });
});
