import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { obtainTemporalServer } from '../../../service/temporal/obtain-temporal-server.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

const RUNS = 'exit 0';
const DOES_NOT_RUN = 'exit 1';
/** A stand-in for Go whose `install` makes a server that runs. */
const GO = `/bin/mkdir -p "$GOBIN" && printf '#!/bin/sh\\nexit 0\\n' > "$GOBIN/temporal" && /bin/chmod 755 "$GOBIN/temporal"`;

async function writeExecutable(path: string, script: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

type TemporaryFolder = Awaited<ReturnType<typeof createTemporaryFolder>>;

describe('obtainTemporalServer', () => {
  let temporary: TemporaryFolder;
  let archives: Server;
  let downloads: number;
  let archive: Buffer | undefined;
  let progress: string[];

  beforeEach(async () => {
    temporary = await createTemporaryFolder();
    await mkdir(join(temporary.folder, 'path'));
    downloads = 0;
    archive = undefined;
    progress = [];
    archives = createServer((_request, response) => {
      downloads += 1;
      response.writeHead(archive === undefined ? 404 : 200).end(archive);
    });
    await new Promise<void>((resolve) => archives.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    archives.closeAllConnections();
    await new Promise((resolve) => archives.close(resolve));
    await temporary.remove();
  });

  const onPath = (name: string, script: string) => writeExecutable(join(temporary.folder, 'path', name), script);
  const cachedPath = () => join(temporary.folder, 'cache', 'temporal', '1.5.1', 'temporal');
  const offerDownload = async (script: string) => {
    await writeExecutable(join(temporary.folder, 'archive', 'temporal'), script);
    await execa('tar', [
      '-czf',
      join(temporary.folder, 'archive.tar.gz'),
      '-C',
      join(temporary.folder, 'archive'),
      'temporal',
    ]);
    archive = await readFile(join(temporary.folder, 'archive.tar.gz'));
  };
  const obtain = () =>
    obtainTemporalServer({
      cacheFolder: join(temporary.folder, 'cache'),
      environment: { PATH: join(temporary.folder, 'path') },
      onProgress: (message) => progress.push(message),
      downloadBase: `http://127.0.0.1:${(archives.address() as AddressInfo).port}`,
    });

  it('takes the one on PATH first', async () => {
    const found = await onPath('temporal', RUNS);
    await writeExecutable(cachedPath(), RUNS);
    assert.equal(await obtain(), found);
    assert.deepEqual([downloads, progress], [0, []]);
  });

  it('takes the cached one where that on PATH does not run', async () => {
    await onPath('temporal', DOES_NOT_RUN);
    await writeExecutable(cachedPath(), RUNS);
    assert.equal(await obtain(), cachedPath());
    assert.equal(downloads, 0);
  });

  it('downloads it into the cache, says so, and needs no download the second time', async () => {
    await offerDownload(RUNS);
    assert.equal(await obtain(), cachedPath());
    assert.equal(await obtain(), cachedPath());
    assert.equal(downloads, 1);
    assert.match(progress.join('\n'), /Downloading the Temporal server/);
  });

  it('builds it with Go where it cannot be downloaded, and leaves nothing else in the cache', async () => {
    await onPath('go', GO);
    assert.equal(await obtain(), cachedPath());
    assert.equal(downloads, 1);
    assert.match(progress.join('\n'), /Building the Temporal server/);
    assert.deepEqual(await readdir(dirname(cachedPath())), ['temporal']);
    assert.deepEqual(await readdir(join(temporary.folder, 'cache', 'temporal')), ['1.5.1']);
  });

  it('builds it with Go where what was downloaded does not run on this machine', async () => {
    await offerDownload(DOES_NOT_RUN);
    await onPath('go', GO);
    assert.equal(await obtain(), cachedPath());
  });

  it('is downloaded once by two that want it at the same time', async () => {
    await offerDownload(RUNS);
    assert.deepEqual(await Promise.all([obtain(), obtain()]), [cachedPath(), cachedPath()]);
    assert.equal(downloads, 1);
  });

  it('takes over the lock of a process that is gone', async () => {
    const gone = await execa('sh', ['-c', 'echo $$']);
    await mkdir(join(temporary.folder, 'cache', 'temporal'), { recursive: true });
    await writeFile(join(temporary.folder, 'cache', 'temporal', '1.5.1.lock'), gone.stdout);
    await offerDownload(RUNS);
    assert.equal(await obtain(), cachedPath());
  });

  it('says all that was tried where there is no way', async () => {
    await onPath('temporal', DOES_NOT_RUN);
    await onPath('go', 'echo "no network" >&2; exit 1');
    await assert.rejects(obtain(), (error: Error) => {
      assert.equal((error as Error & { code: string }).code, 'temporal-unavailable');
      assert.match(
        error.message,
        /does not run\n.*official download: 127\.0\.0\.1:\d+ answered 404\n.*with Go: no network/,
      );
      return true;
    });
  });
});
