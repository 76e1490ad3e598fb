import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TinybugError, type ErrorCode } from '../../../shared/error-code.ts';
import { RunRequest } from '../../../shared/run.ts';
import { REPOSITORY } from '../mirror/mirror-scene.ts';
import { createHostedRunScene, startHostedApi, type HostedApi, type HostedRunScene } from './hosted-run-scene.ts';

const CART = 'def total(a, b):\n    return a + b\n';
const failsWith = (code: ErrorCode, text?: RegExp) => (error: unknown) =>
  error instanceof TinybugError && error.code === code && (text?.test(error.message) ?? true);

describe('A hosted run from the editor', () => {
  let hosted: HostedApi;
  let scene: HostedRunScene;
  before(async () => {
    hosted = await startHostedApi();
  });
  after(() => hosted.api.close());
  beforeEach(async () => {
    scene = await createHostedRunScene(hosted, { 'shop/cart.py': CART, 'test_cart.py': 'def test_total(): pass\n' });
  });
  afterEach(() => scene.end());

  const textThere = async (path: string, request: Awaited<ReturnType<HostedRunScene['prepare']>>) =>
    Buffer.from((await (await scene.openTree(request)).read(path)).bytes).toString('utf8');

  it('of a clean clone is of the pushed commit, with no patch', async () => {
    const request = await scene.prepare();
    const head = (await scene.git('rev-parse', 'HEAD')).trim();
    assert.deepEqual([request?.body.revision, request?.body.patch], [head, undefined]);
    assert.deepEqual(request?.body.settings, {});
    assert.deepEqual(scene.questions.asked, [`register ${REPOSITORY}`]);
    await scene.prepare();
    assert.equal(scene.questions.asked.length, 1);
  });

  it('is estimated before: mutants, jobs and minutes of the patched tree', async () => {
    const before = await scene.estimate(await scene.prepare());
    await scene.write({ 'shop/price.py': 'def price(a, b):\n    return a * b\n' });
    const after = await scene.estimate(await scene.prepare());
    assert.ok(after.mutants > before.mutants && before.mutants > 0, JSON.stringify([before, after]));
    assert.ok(after.jobs > 0 && after.billedMinutes > 0);
  });

  it('measures changed, new, deleted, binary and odd files as they are on disk, and leaves ignored ones out', async () => {
    const picture = Buffer.from([0, 1, 2, 255, 254, 0, 10, 13]);
    await scene.push({ '.gitignore': 'secret.env\n', 'old.py': 'x = 1\n', 'odd name é.py': 'y = 1\n' });
    const changes = {
      'shop/cart.py': `${CART}\n\ndef twice(a):\n    return a * 2\n`,
      'new [1].py': 'z = "ü"\r\n',
      'old.py': undefined,
      'odd name é.py': 'y = 2',
      'picture.png': picture,
      'secret.env': 'PASSWORD=1\n',
    };
    await scene.write(changes);
    await scene.git('add', 'shop/cart.py');
    const request = await scene.prepare();
    const tree = await scene.openTree(request);
    assert.deepEqual([...tree.paths].toSorted(), ['new [1].py', 'odd name é.py', 'shop/cart.py', 'test_cart.py']);
    for (const path of ['shop/cart.py', 'new [1].py', 'odd name é.py'])
      assert.equal(await textThere(path, request), await readFile(join(scene.clone, path), 'utf8'), path);
    assert.ok((await tree.fingerprint()).has('picture.png'));
    assert.ok(!request?.body.patch?.includes('PASSWORD'));
    assert.deepEqual([...(request?.changes.newFiles ?? [])].toSorted(), ['new [1].py', 'picture.png']);
    assert.equal(RunRequest.safeParse(request?.body).success, true);
  });

  it('leaves the index and the files of the clone as they were', async () => {
    await scene.write({ 'shop/cart.py': 'x = 1\n', 'new.py': 'y = 1\n' });
    const index = join(scene.clone, '.git', 'index');
    // A look at the state may itself write the index.
    const state = await scene.git('status', '--porcelain');
    const before = [await readFile(index), (await stat(index)).mtimeMs];
    const request = await scene.prepare();
    assert.ok(request?.body.patch);
    assert.deepEqual([await readFile(index), (await stat(index)).mtimeMs], before);
    assert.equal(await scene.git('status', '--porcelain'), state);
  });

  it('sees a change of the same length in the second in which the index was written', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await scene.push({ 'fast.py': `x = ${attempt}\n` });
      await scene.write({ 'fast.py': `x = ${attempt + 5}\n` });
      assert.equal(await textThere('fast.py', await scene.prepare()), `x = ${attempt + 5}\n`);
    }
  });

  it('sends text that is not UTF-8 byte by byte', async () => {
    const latin = Buffer.from('# coding: latin-1\nname = "Gr\xfc\xdfe"\n', 'latin1');
    await scene.write({ 'latin.py': latin });
    const request = await scene.prepare();
    const { bytes } = await (await scene.openTree(request)).read('latin.py');
    assert.deepEqual(Buffer.from(bytes), latin);
  });

  it('with unpushed commits is of the newest commit that the remote has, and sends the commits as changes', async () => {
    const pushed = (await scene.git('rev-parse', 'HEAD')).trim();
    for (const step of [1, 2]) {
      await scene.write({ 'shop/cart.py': `${CART}step = ${step}\n` });
      await scene.git('commit', '--quiet', '-am', `step ${step}`);
    }
    await scene.write({ 'shop/cart.py': `${CART}step = 3\n` });
    const request = await scene.prepare();
    assert.deepEqual([request?.body.revision, request?.changes.unpushedCommits], [pushed, 2]);
    assert.equal(await textThere('shop/cart.py', request), `${CART}step = 3\n`);
  });

  it('works with a detached HEAD, pushed or not', async () => {
    const pushed = (await scene.git('rev-parse', 'HEAD')).trim();
    await scene.git('checkout', '--quiet', '--detach');
    assert.equal((await scene.prepare())?.body.revision, pushed);
    await scene.git('commit', '--quiet', '--allow-empty', '-m', 'on no branch');
    assert.equal((await scene.prepare())?.body.revision, pushed);
  });

  it('of changed lines names a revision that the remote knows, and its lines are those that changed', async () => {
    await scene.write({ 'shop/cart.py': `${CART}\nadded = 1 + 1\n` });
    const uncommitted = await scene.prepare({ kind: 'changes', since: 'HEAD' });
    const pushed = (await scene.git('rev-parse', 'HEAD')).trim();
    assert.equal(uncommitted?.body.since, pushed);
    const changed = await (await scene.openTree(uncommitted)).changedLines(pushed);
    assert.deepEqual([...changed], [['shop/cart.py', [[3, 4]]]]);
    await scene.git('commit', '--quiet', '-am', 'not pushed');
    assert.equal((await scene.prepare({ kind: 'changes', since: 'HEAD' }))?.body.since, pushed);
    await assert.rejects(scene.prepare({ kind: 'changes', since: '--output=x' }), failsWith('unknown-revision'));
  });

  it('asks which of several remotes is meant, but not where the service knows only one of them', async () => {
    await scene.git('remote', 'add', 'mine', `${scene.server.url}/me/project.git`);
    await scene.git('remote', 'add', 'backup', 'https://gitlab.example/octo/project.git');
    scene.questions.chosen = 'origin';
    await scene.prepare();
    assert.deepEqual(scene.questions.asked, ['choose origin mine', `register ${REPOSITORY}`]);
    scene.questions.chosen = 'mine';
    assert.equal((await scene.prepare())?.changes.fullName, REPOSITORY);
    assert.equal(scene.questions.asked.length, 2);
  });

  it('ends where the repository is not to be registered, and registers nothing', async () => {
    scene.questions.mayRegister = false;
    assert.equal(await scene.prepare(), undefined);
    const params = { org: scene.connection.organisation };
    assert.deepEqual((await scene.connection.client.call('listRepositories', { params })).items, []);
  });

  it('without a remote at the server says where the remotes are', async () => {
    await scene.git('remote', 'set-url', 'origin', 'git@gitlab.example:octo/project.git');
    await assert.rejects(scene.prepare(), failsWith('no-git-remote', /origin is at gitlab\.example/));
    await scene.git('remote', 'remove', 'origin');
    await assert.rejects(scene.prepare(), failsWith('no-git-remote', /There is no remote/));
  });

  it('of a branch that shares no commit with the remote says that it is to be pushed', async () => {
    await scene.git('checkout', '--quiet', '--orphan', 'new');
    await scene.git('commit', '--quiet', '-m', 'alone');
    await assert.rejects(scene.prepare(), failsWith('no-shared-commit'));
  });

  it('of a folder inside a repository, and of one without git, says which folder to open', async () => {
    await assert.rejects(
      scene.prepare({ kind: 'project' }, join(scene.clone, 'shop')),
      failsWith('not-repository-root', /lies in the repository/),
    );
    await assert.rejects(scene.prepare({ kind: 'project' }, join(scene.clone, '..')), failsWith('no-git-repository'));
  });

  it('with changes beyond 4 MiB names the largest new file, or says how much a patch may have', async () => {
    await scene.write({ 'data.bin': Buffer.alloc(20 * 1024 * 1024) });
    await assert.rejects(scene.prepare(), failsWith('patch-too-large', /data\.bin/));
    await scene.write({ 'data.bin': undefined, 'shop/cart.py': 'x = 12345\n'.repeat(500_000) });
    await assert.rejects(scene.prepare(), failsWith('patch-too-large', /4 MiB/));
  });

  it('names submodules whose commit differs, and measures the others of its files', async () => {
    const inner = join(scene.clone, '..', 'inner');
    await mkdir(inner);
    const git = (...commandArguments: string[]) => scene.git('-C', inner, ...commandArguments);
    await git('init', '--quiet');
    await git('commit', '--quiet', '--allow-empty', '-m', 'one');
    await scene.git('submodule', '--quiet', 'add', inner, 'lib');
    await scene.git('commit', '--quiet', '-m', 'with a submodule');
    await scene.git('push', '--quiet', 'origin', 'HEAD');
    assert.deepEqual((await scene.prepare())?.changes.submodules, []);
    await scene.git('-C', 'lib', 'commit', '--quiet', '--allow-empty', '-m', 'two');
    await scene.write({ 'shop/cart.py': `${CART}x = 1\n` });
    const request = await scene.prepare();
    assert.deepEqual(request?.changes.submodules, ['lib']);
    assert.equal(await textThere('shop/cart.py', request), `${CART}x = 1\n`);
  });

  it('leaves out a repository that lies untracked in this one', async () => {
    await scene.git('init', '--quiet', 'nested');
    await scene.write({ 'nested/inside.py': 'x = 1\n', 'beside.py': 'y = 1\n' });
    assert.deepEqual((await scene.prepare())?.changes.newFiles, ['beside.py']);
  });

  it('starts no program that the repository names', async () => {
    const trap = join(scene.clone, '..', 'trap.sh');
    const sprung = join(scene.clone, '..', 'sprung');
    await writeFile(trap, `#!/bin/sh\necho "$0 $*" >> ${sprung}\n`);
    await chmod(trap, 0o755);
    await mkdir(join(scene.clone, '.git', 'hooks'), { recursive: true });
    for (const [key, value] of [
      ['core.fsmonitor', trap],
      ['core.hooksPath', join(scene.clone, '..')],
      ['core.pager', trap],
      ['core.sshCommand', trap],
      ['diff.external', trap],
      ['diff.trap.command', trap],
      ['diff.trap.textconv', trap],
      ['filter.trap.clean', trap],
      ['filter.trap.process', trap],
      ['filter.trap.required', 'true'],
      ['uploadpack.packObjectsHook', trap],
    ] as const)
      await scene.git('config', key, value);
    await scene.write({ '.gitattributes': '*.py diff=trap filter=trap\n', 'shop/cart.py': `${CART}x = 1\n` });
    const request = await scene.prepare();
    assert.match(request?.body.patch ?? '', /^\+x = 1$/m);
    assert.equal(existsSync(sprung), false, existsSync(sprung) ? await readFile(sprung, 'utf8') : '');
    // The trap is one: git left to itself walks into it.
    await scene.git('status').catch(() => undefined);
    assert.equal(existsSync(sprung), true);
  });
});
