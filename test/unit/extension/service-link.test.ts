import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findTinybugCommand } from '../../../extension/connection/find-tinybug-command.ts';
import { createServiceLink, type LocalService } from '../../../extension/connection/service-link.ts';
import { TinybugError } from '../../../shared/error-code.ts';

const never = new AbortController().signal;

/** Services by address; one that is not there is not reached. */
function createNetwork() {
  const living = new Set<string>();
  const fetchFrom: typeof fetch = (input) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (!living.has(origin)) return Promise.reject(new TypeError('fetch failed'));
    return Promise.resolve(Response.json({ name: 'tinybug', version: '1', environment: 'dev' }));
  };
  return { living, fetchFrom };
}

function createStarter(living: Set<string>) {
  const started: string[] = [];
  const stopped: string[] = [];
  const startLocal = (): Promise<LocalService> => {
    const url = `http://127.0.0.1:${7000 + started.length}`;
    started.push(url);
    living.add(url);
    return Promise.resolve({
      address: { url, token: 'secret', organisation: 'local' },
      stop: () => void stopped.push(url),
    });
  };
  return { started, stopped, startLocal };
}

describe('createServiceLink', () => {
  it('starts one service for all who ask at once', async () => {
    const { living, fetchFrom } = createNetwork();
    const { started, startLocal } = createStarter(living);
    const link = createServiceLink({ readConfigured: () => Promise.resolve(undefined), startLocal, fetch: fetchFrom });
    assert.ok(!link.present);
    const connections = await Promise.all([link.connect(never), link.connect(never)]);
    assert.equal(started.length, 1);
    assert.equal(connections[0].url, connections[1].url);
    assert.equal(connections[1].url, started[0]);
  });

  it('starts another where the one it had does not answer any more', async () => {
    const { living, fetchFrom } = createNetwork();
    const { started, stopped, startLocal } = createStarter(living);
    const link = createServiceLink({ readConfigured: () => Promise.resolve(undefined), startLocal, fetch: fetchFrom });
    await link.connect(never);
    living.clear();
    const { url } = await link.connect(never);
    assert.deepEqual([url, started.length, stopped], [started[1], 2, [started[0]]]);
  });

  it('prefers the service that the settings name and starts none beside it', async () => {
    const { living, fetchFrom } = createNetwork();
    const { started, startLocal } = createStarter(living);
    const address = { url: 'https://tinybug.example', token: 'secret', organisation: 'acme' };
    const link = createServiceLink({ readConfigured: () => Promise.resolve(address), startLocal, fetch: fetchFrom });
    await assert.rejects(
      link.connect(never),
      (error) => error instanceof TinybugError && error.code === 'service-unreachable',
    );
    living.add(address.url);
    assert.equal((await link.connect(never)).organisation, 'acme');
    assert.equal(started.length, 0);
  });

  it('lets one who gives up go while the start goes on for the others', async () => {
    const { living, fetchFrom } = createNetwork();
    const { startLocal } = createStarter(living);
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const link = createServiceLink({
      readConfigured: () => Promise.resolve(undefined),
      startLocal: () => slow.then(startLocal),
      fetch: fetchFrom,
    });
    const impatient = new AbortController();
    const [first, second] = [link.connect(impatient.signal), link.connect(never)];
    impatient.abort(new Error('enough'));
    await assert.rejects(first, /enough/);
    finish();
    assert.equal((await second).organisation, 'local');
  });
});

describe('findTinybugCommand', () => {
  const search = { configured: [], searchPath: '/usr/bin:/opt/tinybug', extensionFolder: '/ext', platform: 'linux' };

  it('takes the setting, else the PATH, else the sources that it lies in', () => {
    const script = join('/ext', 'scripts', 'bootstrap.mjs');
    const on = (...files: string[]) => findTinybugCommand({ ...search, exists: (file) => files.includes(file) });
    assert.deepEqual(findTinybugCommand({ ...search, configured: ['node', 'x.mjs'], exists: () => true }), [
      'node',
      'x.mjs',
    ]);
    assert.deepEqual(on('/opt/tinybug/tinybug', script), ['/opt/tinybug/tinybug']);
    assert.deepEqual(on(script), ['node', script, 'tinybug']);
    assert.equal(on(), undefined);
  });
});
