import assert from 'node:assert/strict';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createMirrorScene, REPOSITORY, type MirrorScene } from './mirror-scene.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('A mirror is read', () => {
  let scene: MirrorScene;
  beforeEach(async () => {
    scene = await createMirrorScene({
      'pyproject.toml': '[tool.tinybug]\n',
      'src/a.py': 'a = 1\nb = 2\nc = 3\n',
      'src/naïve name.py': 'n = 1\n',
      'README.md': '# Words\n',
      'large.bin': Buffer.alloc(200_000, 'x'),
      '.github/workflows/tests.yml': 'on: push\n',
    });
  });
  afterEach(() => scene.end());

  it('by branch, tag, whole and shortened commit, and steps back from them', async () => {
    const first = (await scene.git('rev-parse', 'HEAD')).trim();
    const second = await scene.push({ 'src/a.py': 'a = 2\n' });
    await scene.git('tag', '--annotate', '--message', 'v1', 'v1.0');
    await scene.git('push', '--quiet', 'origin', 'v1.0');
    const mirror = await scene.open();
    for (const revision of ['main', 'HEAD', 'refs/heads/main', 'heads/main', 'v1.0', second, second.slice(0, 9)])
      assert.equal(await mirror.resolve(revision), second, revision);
    for (const revision of ['main~1', 'main^', `${second}~`, first])
      assert.equal(await mirror.resolve(revision), first);
    await mirror.close();
  });

  it('as it is now: a branch that was pushed again resolves to its new commit', async () => {
    const mirror = await scene.open();
    const before = await mirror.resolve('main');
    const after = await scene.push({ 'src/a.py': 'a = 2\n' });
    assert.notEqual(before, after);
    assert.equal(await mirror.resolve('main'), after);
    await scene.git('commit', '--quiet', '--amend', '--message', 'another');
    await scene.git('push', '--quiet', '--force', 'origin', 'main');
    assert.equal(await mirror.resolve('main'), (await scene.git('rev-parse', 'HEAD')).trim());
    assert.equal(await mirror.resolve(after), after, 'a commit that was pushed away is still known');
    await mirror.close();
  });

  it('unless the revision is not there, or is no revision', async () => {
    const mirror = await scene.open();
    for (const revision of [
      'nowhere',
      '0'.repeat(40),
      'abcdef1',
      '--upload-pack=x',
      'main:src',
      'a..b',
      'main@{1}',
      '',
    ])
      await assert.rejects(mirror.resolve(revision), { code: 'unknown-revision' }, revision);
    await mirror.close();
  });

  it('with settings, Python files and a content key for every file that is not generated', async () => {
    const mirror = await scene.open();
    const commit = await mirror.resolve('main');
    const tree = await mirror.tree(commit);
    assert.equal(tree.commit, commit);
    assert.deepEqual(tree.paths, ['src/a.py', 'src/naïve name.py']);
    assert.deepEqual([...tree.settingsFiles], [['pyproject.toml', '[tool.tinybug]\n']]);
    assert.equal(text((await tree.read('src/a.py')).bytes), 'a = 1\nb = 2\nc = 3\n');
    assert.equal(text((await tree.read('src/naïve name.py')).bytes), 'n = 1\n');
    const fingerprint = await tree.fingerprint();
    assert.deepEqual(
      [...fingerprint.keys()],
      ['README.md', 'large.bin', 'pyproject.toml', 'src/a.py', 'src/naïve name.py'],
    );
    const blob = (await scene.git('rev-parse', 'HEAD:large.bin')).trim();
    assert.equal(fingerprint.get('large.bin'), `git:100644:${blob}`);
    await mirror.close();
  });

  it('without fetching what nobody reads', async () => {
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    for (const path of tree.paths) await tree.read(path);
    const large = (await scene.git('rev-parse', 'HEAD:large.bin')).trim();
    const [repository = ''] = (await readdir(scene.mirrorsFolder)).filter((name) => name.endsWith('.git'));
    const { stdout } = await execa('git', ['cat-file', '--batch-check'], {
      cwd: join(scene.mirrorsFolder, repository),
      input: large,
    });
    assert.equal(stdout, `${large} missing`);
    await mirror.close();
  });

  it('with all missing files in one fetch, and nothing fetched a second time', async () => {
    await scene.push(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p/m${index}.py`, `x = ${index}\n`])),
    );
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    scene.server.requests.length = 0;
    for (const path of tree.paths) await tree.read(path);
    const fetches = scene.server.requests.filter((request) => request.endsWith('git-upload-pack'));
    assert.ok(fetches.length <= 2, scene.server.requests.join('\n'));
    scene.server.requests.length = 0;
    const again = await mirror.tree(tree.commit ?? '');
    for (const path of again.paths) await again.read(path);
    assert.deepEqual(scene.server.requests, []);
    await mirror.close();
  });

  it('in one folder of it, whose paths begin there', async () => {
    await scene.push({ 'libs/one/pyproject.toml': '', 'libs/one/m.py': 'm = 1\n', 'libs/one/build/x.py': '' });
    const before = (await scene.git('rev-parse', 'HEAD~1')).trim();
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'), 'libs/one');
    assert.deepEqual(tree.paths, ['m.py']);
    assert.deepEqual([...tree.settingsFiles.keys()], ['pyproject.toml']);
    assert.deepEqual([...(await tree.changedLines(before))], [['m.py', [[1, 1]]]]);
    await mirror.close();
  });

  it('in lines changed since the histories parted, so that work on the other side does not count', async () => {
    const parting = (await scene.git('rev-parse', 'HEAD')).trim();
    await scene.push({ 'src/a.py': 'a = 1\nb = 2\nc = 30\n' }, 'work');
    const work = (await scene.git('rev-parse', 'HEAD')).trim();
    await scene.git('reset', '--quiet', '--hard', parting);
    await scene.push({ 'src/a.py': 'a = 10\nb = 2\nc = 3\n', 'src/other.py': 'o = 1\n' });
    const mirror = await scene.open();
    const tree = await mirror.tree(work);
    assert.deepEqual([...(await tree.changedLines('main'))], [['src/a.py', [[3, 3]]]]);
    assert.deepEqual([...(await tree.changedLines(work))], []);
    await assert.rejects(tree.changedLines('nowhere'), { code: 'unknown-revision' });
    await mirror.close();
  });

  it('without symbolic links and submodules, which are part of the content key', async () => {
    await symlink('a.py', join(scene.clone, 'src', 'link.py'));
    const commit = (await scene.git('rev-parse', 'HEAD')).trim();
    await scene.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendored`);
    await scene.git('commit', '--quiet', '--message', 'submodule');
    await scene.git('add', 'src/link.py');
    await scene.git('commit', '--quiet', '--message', 'link');
    await scene.git('push', '--quiet', 'origin', 'main');
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    assert.deepEqual(tree.paths, ['src/a.py', 'src/naïve name.py']);
    const fingerprint = await tree.fingerprint();
    assert.equal(fingerprint.get('vendored'), `git:160000:${commit}`);
    assert.match(fingerprint.get('src/link.py') ?? '', /^git:120000:/);
    await mirror.close();
  });

  it('unless a Python file is in Git LFS, which is said of that file', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n';
    await scene.push({ 'src/lfs.py': pointer });
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    await assert.rejects(tree.read('src/lfs.py'), {
      code: 'source-not-in-git',
      message: /src\/lfs\.py is kept in Git LFS/,
    });
    assert.equal((await tree.read('src/a.py')).path, 'src/a.py');
    await mirror.close();
  });

  it('with a token that is on no disk and in no address', async () => {
    const mirror = await scene.open();
    const tree = await mirror.tree(await mirror.resolve('main'));
    await tree.read('src/a.py');
    for (const name of await readdir(scene.mirrorsFolder, { recursive: true })) {
      const content = await readFile(join(scene.mirrorsFolder, name)).catch(() => Buffer.alloc(0));
      assert.ok(!content.includes(scene.server.token) && !content.includes('eC1hY2Nlc3MtdG9rZW4'), name);
    }
    assert.ok(scene.server.requests.every((request) => !request.includes(scene.server.token)));
    await mirror.close();
  });

  it('unless the token is refused, has no access, or lacks a permission, which are three errors', async () => {
    const mirror = await scene.open();
    for (const [status, code] of [
      [401, 'github-token-invalid'],
      [404, 'github-not-installed'],
      [403, 'github-permission-missing'],
    ] as const) {
      scene.server.answerWith = status;
      await assert.rejects(mirror.resolve('main'), (error: Error & { code?: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, /settings\/installations/);
        assert.ok(error.message.includes(REPOSITORY) && !error.message.includes(scene.server.token));
        return true;
      });
    }
    scene.server.answerWith = 502;
    await assert.rejects(mirror.resolve('main'), (error: Error) => !('code' in error));
    scene.server.answerWith = undefined;
    await mirror.resolve('main');
    await mirror.close();
  });
});
