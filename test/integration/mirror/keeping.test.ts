import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execaNode } from 'execa';
import { createMirrorScene, ORGANISATION, REPOSITORY, type MirrorScene } from './mirror-scene.ts';

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('Mirrors are kept', () => {
  let scene: MirrorScene;
  beforeEach(async () => {
    scene = await createMirrorScene({ 'a.py': 'a = 1\n' });
  });
  afterEach(() => scene.end());

  const repositories = async () => (await readdir(scene.mirrorsFolder)).filter((name) => name.includes('.git'));
  const readAll = async () => {
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    const { bytes } = await tree.read('a.py');
    await mirror.close();
    return Buffer.from(bytes).toString();
  };
  const onlyRepository = async () => join(scene.mirrorsFolder, (await repositories())[0] ?? '');

  it('one for each repository and organisation', async () => {
    const mirrors = scene.createMirrors();
    await (await mirrors.open(ORGANISATION, REPOSITORY)).close();
    await (await mirrors.open(ORGANISATION, REPOSITORY.toUpperCase())).close();
    assert.equal((await repositories()).length, 1);
    await (await mirrors.open('5f0c1d5e-0000-4000-8000-000000000002', REPOSITORY)).close();
    assert.equal((await repositories()).length, 2);
    await assert.rejects(mirrors.open(ORGANISATION, '../evil'), /owner\/name/);
  });

  it('and made again where a killed git has left its lock, or a file is damaged or gone', async () => {
    await readAll();
    const repository = await onlyRepository();
    const packs = join(repository, 'objects', 'pack');
    const damages: (() => Promise<void>)[] = [
      () => writeFile(join(repository, 'config.lock'), ''),
      () => writeFile(join(repository, 'shallow.lock'), ''),
      () => truncate(join(repository, 'HEAD')),
      async () => {
        for (const name of await readdir(packs)) if (name.endsWith('.pack')) await truncate(join(packs, name), 40);
      },
      async () => {
        for (const name of await readdir(packs)) if (name.endsWith('.idx')) await truncate(join(packs, name), 40);
      },
    ];
    for (const [index, damage] of damages.entries()) {
      await damage();
      await scene.push({ 'a.py': `a = ${index}\n` });
      assert.equal(await readAll(), `a = ${index}\n`, String(damage));
    }
    assert.equal((await repositories()).length, 1);
  });

  it('and made again under an open tree', async () => {
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    await truncate(join(await onlyRepository(), 'HEAD'));
    assert.equal(Buffer.from((await tree.read('a.py')).bytes).toString(), 'a = 1\n');
    await mirror.close();
  });

  it('until they take too much room: those used longest ago go first, none that is in use', async () => {
    const names = ['octo/one', 'octo/two', 'octo/three'];
    const mirrors = scene.createMirrors(0);
    const opened = [];
    for (const name of names) {
      await scene.server.create(name);
      opened.push(await mirrors.open(ORGANISATION, name));
    }
    const [one, two, three] = opened;
    await mirrors.evict();
    assert.equal((await repositories()).length, 3);
    await Promise.all([one?.close(), three?.close()]);
    await mirrors.evict();
    assert.equal((await repositories()).length, 1);
    await two?.close();
    await mirrors.evict();
    assert.deepEqual(await repositories(), []);
  });

  it('by when they were used, not by when they were made', async () => {
    await readAll();
    await scene.server.create('octo/other');
    const roomy = scene.createMirrors();
    await (await roomy.open(ORGANISATION, 'octo/other')).close();
    const uses = (await readdir(scene.mirrorsFolder)).filter((name) => name.endsWith('.uses'));
    for (const name of uses) await utimes(join(scene.mirrorsFolder, name), 1_000, 1_000);
    const before = await repositories();
    await readAll();
    const used = (await repositories()).find((name) => existsSync(join(scene.mirrorsFolder, name, 'refs', 'fetched')));
    await scene.createMirrors((await sizeOf(scene.mirrorsFolder)) - 50).evict();
    assert.equal(before.length, 2);
    assert.deepEqual(await repositories(), [used]);
  });

  it('although another process, which was killed, still had one open', async () => {
    const module = new URL('../../../service/source/mirror/create-repository-mirrors.ts', import.meta.url).href;
    const script = `const { createRepositoryMirrors } = await import(${JSON.stringify(module)});
      const [folder, serverUrl] = JSON.parse(process.env.MIRRORS);
      const access = { gitToken: () => Promise.resolve('ghs_first') };
      await createRepositoryMirrors({ folder, serverUrl, access }).open('${ORGANISATION}', '${REPOSITORY}');
      console.log('open');
      setInterval(() => {}, 1000);`;
    const child = execaNode({
      nodeOptions: ['--import', 'tsx', '--input-type=module'],
      input: script,
      reject: false,
      env: { MIRRORS: JSON.stringify([scene.mirrorsFolder, scene.server.url]) },
    })`-`;
    await once(child.stdout, 'data');
    await scene.createMirrors(0).evict();
    assert.equal((await repositories()).length, 1, 'it is in use');
    child.kill('SIGKILL');
    await child;
    await scene.createMirrors(0).evict();
    assert.deepEqual(await repositories(), []);
  });

  it('whole while several processes fetch the same for the first time', async () => {
    const commit = await scene.push(
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`m${index}.py`, `x = ${index}\n`])),
    );
    const module = new URL('../../../service/source/mirror/create-repository-mirrors.ts', import.meta.url).href;
    const script = `const { createRepositoryMirrors } = await import(${JSON.stringify(module)});
      const [folder, serverUrl] = JSON.parse(process.env.MIRRORS);
      const access = { gitToken: () => Promise.resolve('ghs_first') };
      const mirror = await createRepositoryMirrors({ folder, serverUrl, access }).open('${ORGANISATION}', '${REPOSITORY}');
      const commit = await mirror.resolve('main');
      const tree = await mirror.tree(commit);
      for (const path of tree.paths) await tree.read(path);
      await mirror.close();
      console.log(commit, tree.paths.length);`;
    const results = await Promise.all(
      Array.from(
        { length: 3 },
        () =>
          execaNode({
            nodeOptions: ['--import', 'tsx', '--input-type=module'],
            input: script,
            env: { MIRRORS: JSON.stringify([scene.mirrorsFolder, scene.server.url]) },
          })`-`,
      ),
    );
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      Array.from({ length: 3 }, () => `${commit} 51`),
    );
    assert.equal((await repositories()).length, 1);
  });
});
