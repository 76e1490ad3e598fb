import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceTree } from '../../../service/ci/source-provider.ts';
import { createWorkingTreeSource } from '../../../service/source/working-tree.ts';
import { createBaselineJob } from '../../helpers/ci-job.ts';
import { tinyProject, temporaryFolder, writeFiles } from '../../helpers/python-projects.ts';

const open = (location: string): Promise<SourceTree> =>
  createWorkingTreeSource().open(createBaselineJob(location).source);

function git(folder: string, ...rest: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...rest], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

async function gitProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tinyProject(files);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'first');
  return folder;
}

const changes = async (location: string, since = 'HEAD') =>
  Object.fromEntries(await (await open(location)).changedLines(since));

describe('open of a working tree', () => {
  it('refuses a path that is not there, and a file', async () => {
    const folder = await tinyProject({ 'm.py': '' });
    await assert.rejects(open(join(folder, 'nowhere')), { code: 'path-missing' });
    await assert.rejects(open(join(folder, 'm.py')), { code: 'path-not-a-folder' });
  });

  it('lists the Python files of a folder without git, and no commit', async () => {
    const folder = await tinyProject({
      'p/m.py': '',
      'a.txt': '',
      'env/pyvenv.cfg': '',
      'env/six.py': '',
      '.hidden/h.py': '',
      'build/lib/m.py': '',
      'naïve.py': '',
    });
    const tree = await open(folder);
    assert.deepEqual(tree.paths, ['naïve.py', 'p/m.py']);
    assert.equal(tree.commit, undefined);
    assert.equal(tree.isDirty, false);
  });

  it('reads the bytes of a file as they are', async () => {
    const folder = await tinyProject({ 'm.py': Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a]) });
    const { bytes } = await (await open(folder)).read('m.py');
    assert.deepEqual([...bytes], [0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a]);
  });

  it('neither lists nor reads through links, and does not loop', async () => {
    const outside = await tinyProject({ 'secret.py': '' });
    const folder = await tinyProject({ 'p/m.py': '' });
    await symlink(outside, join(folder, 'outside'));
    await symlink(folder, join(folder, 'p', 'loop'));
    await symlink(join(outside, 'secret.py'), join(folder, 'link.py'));
    const tree = await open(folder);
    assert.deepEqual(tree.paths, ['p/m.py']);
    await assert.rejects(tree.read('link.py'), /leads out of the project/);
    await assert.rejects(tree.read('outside/secret.py'), /leads out of the project/);
    await assert.rejects(tree.read('../x.py'));
  });

  it('gives the texts of the settings files that are there', async () => {
    const folder = await tinyProject({ 'tinybug.toml': 'workers = 2\n', 'p/pyproject.toml': 'no' });
    assert.deepEqual([...(await open(folder)).settingsFiles], [['tinybug.toml', 'workers = 2\n']]);
    await writeFile(join(folder, 'pyproject.toml'), Buffer.from([0xff]));
    await assert.rejects(open(folder), { code: 'invalid-settings', message: 'pyproject.toml is not UTF-8.' });
  });
});

describe('fingerprint of a working tree', () => {
  it('has every file by its content, of a link where it leads, and nothing that tools make or leave', async () => {
    const folder = await tinyProject({ 'm.py': 'x', 'data.txt': '1', '.coverage': '1', 'env/pyvenv.cfg': '' });
    await symlink('data.txt', join(folder, 'link'));
    const before = await (await open(folder)).fingerprint();
    assert.deepEqual([...before.keys()], ['data.txt', 'link', 'm.py']);
    await writeFiles(folder, { 'data.txt': '2', '.coverage': '2' });
    const changed = await (await open(folder)).fingerprint();
    assert.deepEqual(
      [...before].filter(([path, sha256]) => changed.get(path) !== sha256).map(([path]) => path),
      ['data.txt'],
    );
    await rm(join(folder, 'link'));
    await symlink('m.py', join(folder, 'link'));
    assert.notEqual((await (await open(folder)).fingerprint()).get('link'), changed.get('link'));
  });
});

describe('open of a git repository', () => {
  it('lists tracked and new files, without ignored, deleted and generated ones', async () => {
    const folder = await gitProject({ 'm.py': '', 'gone.py': '', '.gitignore': 'ignored*\n' });
    await writeFiles(folder, {
      'new.py': '',
      'ignored.py': '',
      'env/pyvenv.cfg': '',
      'env/six.py': '',
      'a "b".py': '',
    });
    await rm(join(folder, 'gone.py'));
    assert.deepEqual((await open(folder)).paths, ['a "b".py', 'm.py', 'new.py']);
  });

  it('knows the commit and whether the tree differs from it', async () => {
    const folder = await gitProject({ 'm.py': 'a = 1\n' });
    const clean = await open(folder);
    assert.equal(clean.commit, git(folder, 'rev-parse', 'HEAD'));
    assert.equal(clean.isDirty, false);
    await writeFile(join(folder, 'm.py'), 'a = 2\n');
    assert.equal((await open(folder)).isDirty, true);
  });

  it('sees a project in a subfolder with paths relative to it, and only its own changes', async () => {
    const root = await gitProject({ 'outer.py': 'a\n', 'sub/inner.py': 'a\n', 'sub/tests/test_inner.py': '' });
    await writeFile(join(root, 'outer.py'), 'b\n');
    const tree = await open(join(root, 'sub'));
    assert.deepEqual(tree.paths, ['inner.py', 'tests/test_inner.py']);
    assert.equal(tree.isDirty, false);
    await writeFile(join(root, 'sub', 'inner.py'), 'b\n');
    assert.deepEqual(await changes(join(root, 'sub')), { 'inner.py': [[1, 1]] });
  });

  it('walks a folder that the repository around it ignores', async () => {
    const root = await gitProject({ '.gitignore': 'scratch/\n' });
    await writeFiles(root, { 'scratch/m.py': '' });
    const tree = await open(join(root, 'scratch'));
    assert.deepEqual(tree.paths, ['m.py']);
    assert.equal(tree.commit, undefined);
  });

  it('opens a repository without a commit', async () => {
    const folder = await tinyProject({ 'm.py': 'a\n' });
    git(folder, 'init', '--quiet');
    const tree = await open(folder);
    assert.deepEqual([tree.paths, tree.commit], [['m.py'], undefined]);
    await assert.rejects(tree.changedLines('HEAD'), { code: 'unknown-revision' });
  });

  it('writes nothing into the repository', async () => {
    const folder = await gitProject({ 'm.py': 'a\n' });
    const list = () =>
      execFileSync('sh', ['-c', 'find . -type f -exec sha256sum {} + | sort'], { cwd: folder, encoding: 'utf8' });
    await writeFile(join(folder, 'm.py'), 'a\n');
    const before = list();
    await changes(folder);
    assert.equal(list(), before);
  });
});

describe('changedLines', () => {
  it('gives changed, added and untracked lines since a revision, uncommitted ones included', async () => {
    const folder = await gitProject({ 'm.py': 'a\nb\nc\n', 'same.py': 'a\n', 'notes.txt': 'a\n' });
    git(folder, 'tag', 'start');
    await writeFile(join(folder, 'm.py'), 'a\nB\nc\n');
    git(folder, 'commit', '--quiet', '--all', '--message', 'second');
    await writeFiles(folder, {
      'm.py': 'a\nB\nc\nd\n',
      'new.py': 'a\nb',
      'empty.py': '',
      'notes.txt': 'b\n',
      'ü ñ.py': 'a\n',
    });
    assert.deepEqual(await changes(folder, 'start'), {
      'm.py': [
        [2, 2],
        [4, 4],
      ],
      'new.py': [[1, 2]],
      'ü ñ.py': [[1, 1]],
    });
    assert.deepEqual(await changes(folder), { 'm.py': [[4, 4]], 'new.py': [[1, 2]], 'ü ñ.py': [[1, 1]] });
  });

  it('counts only the changed lines of a renamed file', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line${String(index)}`);
    const folder = await gitProject({ 'old ñ.py': lines.join('\n') });
    await rename(join(folder, 'old ñ.py'), join(folder, 'new ñ.py'));
    await writeFile(join(folder, 'new ñ.py'), [...lines.slice(0, 5), 'other', ...lines.slice(6)].join('\n'));
    git(folder, 'add', '--all');
    assert.deepEqual(await changes(folder), { 'new ñ.py': [[6, 6]] });
  });

  it('is not misled by attributes and settings that change how a diff looks', async () => {
    const folder = await gitProject({ 'm.py': 'a\nb\nc\n', '.gitattributes': '*.py -diff\n' });
    for (const setting of ['diff.noprefix', 'diff.mnemonicPrefix']) git(folder, 'config', setting, 'true');
    git(folder, 'config', 'color.ui', 'always');
    git(folder, 'config', 'diff.context', '9');
    await writeFile(join(folder, 'm.py'), 'a\nB\nc\n');
    assert.deepEqual(await changes(folder), { 'm.py': [[2, 2]] });
  });

  for (const revision of ['no-such-branch', '--output=stolen', '-p', 'HEAD:m.py', '']) {
    it(`refuses ${JSON.stringify(revision)} as a revision`, async () => {
      const folder = await gitProject({ 'm.py': 'a\n' });
      await assert.rejects(changes(folder, revision), { code: 'unknown-revision' });
      assert.equal(existsSync(join(folder, 'stolen')), false);
    });
  }

  it('refuses every revision where there is no git repository', async () => {
    await assert.rejects(changes(await tinyProject({ 'm.py': '' })), { code: 'unknown-revision' });
  });
});

describe('The configuration of a repository', () => {
  it('starts no program', async () => {
    const folder = await gitProject({ 'm.py': 'a\n', '.gitattributes': '*.py filter=evil diff=evil\n' });
    const marks = await temporaryFolder('marks');
    const leaveMark = (name: string) => `touch '${join(marks, name)}'; cat`;
    const settings = {
      'core.fsmonitor': leaveMark('fsmonitor'),
      'core.pager': leaveMark('pager'),
      'diff.external': leaveMark('external'),
      'diff.evil.command': leaveMark('command'),
      'diff.evil.textconv': leaveMark('textconv'),
      'filter.evil.clean': leaveMark('clean'),
      'filter.evil.smudge': leaveMark('smudge'),
      'core.hooksPath': join(folder, 'hooks'),
    };
    for (const [name, value] of Object.entries(settings)) git(folder, 'config', name, value);
    await mkdir(join(folder, 'hooks'));
    await writeFile(join(folder, 'hooks', 'post-index-change'), `#!/bin/sh\ntouch '${join(marks, 'hook')}'\n`, {
      mode: 0o755,
    });
    await writeFile(join(folder, 'm.py'), 'b\n');

    const tree = await open(folder);
    assert.deepEqual(await tree.changedLines('HEAD'), new Map([['m.py', [[1, 1]]]]));
    assert.equal(tree.isDirty, true);
    assert.equal(execFileSync('ls', [marks], { encoding: 'utf8' }), '');
    // The trap works: git itself, unprotected, springs it.
    git(folder, 'status');
    assert.notEqual(execFileSync('ls', [marks], { encoding: 'utf8' }), '');
  });

  it('is not used at all where it has a filter whose name cannot be overridden', async () => {
    const folder = await gitProject({ 'm.py': 'a\n' });
    await writeFile(join(folder, '.git', 'config'), '[filter "a=b"]\n\tclean = false\n');
    const tree = await open(folder);
    assert.deepEqual([tree.paths, tree.commit], [['m.py'], undefined]);
  });
});
