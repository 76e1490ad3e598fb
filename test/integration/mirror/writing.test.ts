import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { RepositoryMirror } from '../../../service/source/mirror/repository-mirror.ts';
import { createMirrorScene, REPOSITORY, type MirrorScene } from './mirror-scene.ts';

const bytes = (content: string): Uint8Array => Buffer.from(content, 'utf8');

describe('A mirror takes', () => {
  let scene: MirrorScene;
  let mirror: RepositoryMirror;
  let commit: string;
  beforeEach(async () => {
    scene = await createMirrorScene({
      'src/a.py': 'a = 1\nb = 2\nc = 3\n',
      'src/old name.py': 'old = 1\nolder = 2\noldest = 3\n',
      'run.sh': '#!/bin/sh\n',
      'data.bin': Buffer.from([0, 1, 2, 255]),
      'untouched.py': 'u = 1\n',
    });
    await scene.git('update-index', '--chmod=+x', 'run.sh');
    await scene.git('commit', '--quiet', '--message', 'executable');
    await scene.git('push', '--quiet', 'origin', 'main');
    commit = (await scene.git('rev-parse', 'HEAD')).trim();
    mirror = await scene.open();
  });
  afterEach(async () => {
    await mirror.close();
    await scene.end();
  });

  const read = async (at: string, path: string) => Buffer.from((await mirror.readFiles(at, [path])).get(path) ?? []);
  const atServer = async (...rest: string[]) =>
    (await execa('git', rest, { cwd: scene.server.folderOf(REPOSITORY) })).stdout;

  describe('the changes of the editor', () => {
    it('as a commit on top, the same each time, with changed, new, deleted, renamed and binary files', async () => {
      await scene.write({
        'src/a.py': 'a = 1\nb = 20\nc = 3\n',
        'src/new ü.py': 'n = 1\n',
        'src/new name.py': 'old = 1\nolder = 2\noldest = 30\n',
        'src/old name.py': undefined,
        'data.bin': Buffer.from([0, 9, 9, 255]),
        'run.sh': undefined,
      });
      await scene.git('add', '--all');
      const patch = await scene.git('diff', '--cached', '--binary', '--find-renames', 'HEAD');
      const patched = await mirror.applyPatch(commit, patch);
      assert.equal(await mirror.applyPatch(commit, patch), patched);
      const another = await scene.createMirrors().open('5f0c1d5e-0000-4000-8000-000000000002', REPOSITORY);
      assert.equal(await another.applyPatch(commit, patch), patched, 'another machine makes the same commit');
      await another.close();
      assert.deepEqual(await mirror.listFiles(patched, ''), [
        'data.bin',
        'src/a.py',
        'src/new name.py',
        'src/new ü.py',
        'untouched.py',
      ]);
      assert.equal((await read(patched, 'src/a.py')).toString(), 'a = 1\nb = 20\nc = 3\n');
      assert.deepEqual([...(await read(patched, 'data.bin'))], [0, 9, 9, 255]);
      const changed = Object.fromEntries(await (await mirror.tree(patched)).changedLines(commit));
      assert.deepEqual(changed, { 'src/a.py': [[2, 2]], 'src/new name.py': [[3, 3]], 'src/new ü.py': [[1, 1]] });
    });

    it('whose patch is empty, as the commit itself', async () => {
      assert.equal(await mirror.applyPatch(commit, ''), commit);
    });

    it('unless they do not fit the commit, or lead out of it', async () => {
      const misfit = '--- a/src/a.py\n+++ b/src/a.py\n@@ -1,1 +1,1 @@\n-never there\n+x = 1\n';
      const outside = '--- /dev/null\n+++ b/../evil.py\n@@ -0,0 +1 @@\n+x = 1\n';
      const hook = '--- /dev/null\n+++ b/.git/hooks/pre-push\n@@ -0,0 +1 @@\n+x = 1\n';
      for (const patch of [misfit, outside, hook, 'no patch at all\n'])
        await assert.rejects(mirror.applyPatch(commit, patch), { code: 'patch-does-not-apply' }, patch);
      await assert.rejects(mirror.applyPatch(commit, misfit), /src\/a\.py/);
    });
  });

  describe('new commits', () => {
    it('one for each change set, each on its own parent, the same each time', async () => {
      const changes = [
        { parent: commit, files: [{ path: 'src/a.py', content: bytes('a = 2\n') }], message: 'one' },
        { parent: commit, files: [{ path: 'run.sh', content: bytes('#!/bin/bash\n') }], message: 'two\n\nlines' },
        {
          parent: commit,
          files: [
            { path: 'deep/"quoted\\" ü.py', content: bytes('d = 1') },
            { path: 'tool', content: bytes(''), isExecutable: true },
            { path: 'untouched.py', content: undefined },
          ],
          message: 'three',
        },
      ];
      const commits = await mirror.commit(changes);
      assert.deepEqual(await mirror.commit(changes), commits);
      assert.equal(new Set(commits).size, 3);
      const [one = '', two = '', three = ''] = commits;
      assert.equal((await read(one, 'src/a.py')).toString(), 'a = 2\n');
      assert.equal((await read(two, 'src/a.py')).toString(), 'a = 1\nb = 2\nc = 3\n');
      assert.equal((await (await mirror.tree(two)).fingerprint()).get('run.sh')?.slice(0, 10), 'git:100755');
      assert.equal((await (await mirror.tree(three)).fingerprint()).get('tool')?.slice(0, 10), 'git:100755');
      assert.equal((await read(three, 'deep/"quoted\\" ü.py')).toString(), 'd = 1');
      assert.equal((await mirror.listFiles(three, '')).includes('untouched.py'), false);
    });

    it('on top of the changes of the editor, a thousand of them in one process', async () => {
      const patched = await mirror.applyPatch(
        commit,
        '--- a/src/a.py\n+++ b/src/a.py\n@@ -1,3 +1,3 @@\n-a = 1\n+a = 7\n b = 2\n c = 3\n',
      );
      const commits = await mirror.commit(
        Array.from({ length: 1_000 }, (_, index) => ({
          parent: patched,
          files: [{ path: 'src/a.py', content: bytes(`a = ${index}\n`) }],
          message: `mutant ${index}`,
        })),
      );
      assert.equal(new Set(commits).size, 1_000);
      assert.equal((await read(commits[999] ?? '', 'src/a.py')).toString(), 'a = 999\n');
    });

    it('unless a path leads out of the repository or into git itself', async () => {
      for (const path of ['../x', '/x', 'a//b', '.git/config', 'a/.GIT/x', '', 'a/'])
        await assert.rejects(
          mirror.commit([{ parent: commit, files: [{ path, content: bytes('') }], message: 'm' }]),
          /path/,
        );
    });
  });

  describe('branches to push', () => {
    const change = async (content: string) => {
      const [made = ''] = await mirror.commit([
        { parent: commit, files: [{ path: 'src/a.py', content: bytes(content) }], message: content },
      ]);
      return made;
    };

    it('all at once, moves them, and removes them again', async () => {
      const commits = await mirror.commit(
        Array.from({ length: 150 }, (_, index) => ({
          parent: commit,
          files: [{ path: 'src/a.py', content: bytes(`a = ${index}\n`) }],
          message: `mutant ${index}`,
        })),
      );
      const branches = commits.map((made, index) => ({ branch: `tinybug/mutant-${index}`, commit: made }));
      scene.server.requests.length = 0;
      assert.deepEqual((await mirror.push(branches)).refused, new Map());
      assert.equal(
        scene.server.requests.filter((each) => each.startsWith('POST') && each.endsWith('git-receive-pack')).length,
        1,
      );
      assert.equal(await atServer('rev-parse', 'refs/heads/tinybug/mutant-149'), commits[149]);
      assert.equal(await atServer('show', 'tinybug/mutant-7:src/a.py'), 'a = 7');
      await mirror.push([{ branch: 'tinybug/mutant-7', commit: commits[8] ?? '' }]);
      assert.equal(await atServer('rev-parse', 'refs/heads/tinybug/mutant-7'), commits[8]);
      await mirror.deleteBranches([...branches.map(({ branch }) => branch), 'tinybug/never-there']);
      assert.equal(await atServer('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
    });

    it('only below tinybug/', async () => {
      for (const branch of [
        'main',
        'refs/heads/main',
        'tinybug',
        'tinybug/../main',
        'tinybug/a..b',
        'tinybug/x.lock',
        'tinybug/x:main',
      ]) {
        await assert.rejects(mirror.push([{ branch, commit }]), /not a branch of Tinybug/);
        await assert.rejects(mirror.deleteBranches([branch]), /not a branch of Tinybug/);
      }
    });

    it('although the branch it came from has moved on, without sending the history or fetching the files', async () => {
      const made = await change('a = 5\n');
      await scene.push({ 'src/a.py': 'a = 1\nb = 2\nc = 33\n' });
      await scene.git('commit', '--quiet', '--amend', '--message', 'pushed away');
      await scene.git('push', '--quiet', '--force', 'origin', 'main');
      assert.deepEqual((await mirror.push([{ branch: 'tinybug/run-1', commit: made }])).refused, new Map());
      assert.equal(await atServer('show', 'tinybug/run-1:src/a.py'), 'a = 5');
      assert.equal(await atServer('show', 'tinybug/run-1:untouched.py'), 'u = 1');
    });

    it('and tells by name and reason which ones the repository refuses', async () => {
      const hook = '#!/bin/sh\ncase "$1" in refs/heads/tinybug/bad*) echo "branch is protected"; exit 1;; esac\n';
      await writeFile(join(scene.server.folderOf(REPOSITORY), 'hooks', 'update'), hook, { mode: 0o755 });
      const made = await change('a = 6\n');
      const { refused } = await mirror.push([
        { branch: 'tinybug/good', commit: made },
        { branch: 'tinybug/bad', commit: made },
      ]);
      assert.deepEqual([...refused.keys()], ['tinybug/bad']);
      assert.match(refused.get('tinybug/bad') ?? '', /branch is protected/);
      assert.equal(await atServer('rev-parse', 'refs/heads/tinybug/good'), made);
    });

    it('in parts where one push may hold only a few', async () => {
      const hook =
        '#!/bin/sh\nn=$(wc -l)\nif [ "$n" -gt 5 ]; then echo "You can push 5 branches at once"; exit 1; fi\n';
      await writeFile(join(scene.server.folderOf(REPOSITORY), 'hooks', 'pre-receive'), hook, { mode: 0o755 });
      const made = await change('a = 8\n');
      const branches = Array.from({ length: 23 }, (_, index) => ({ branch: `tinybug/mutant-${index}`, commit: made }));
      assert.deepEqual((await mirror.push(branches)).refused, new Map());
      assert.equal((await atServer('for-each-ref', 'refs/heads/tinybug/')).split('\n').length, 23);
    });

    it('and gives up soon where none is allowed', async () => {
      const hook = '#!/bin/sh\necho "No pushes here"; exit 1\n';
      await writeFile(join(scene.server.folderOf(REPOSITORY), 'hooks', 'pre-receive'), hook, { mode: 0o755 });
      const made = await change('a = 8\n');
      const branches = Array.from({ length: 64 }, (_, index) => ({ branch: `tinybug/mutant-${index}`, commit: made }));
      scene.server.requests.length = 0;
      const { refused } = await mirror.push(branches);
      assert.equal(refused.size, 64);
      assert.match(refused.get('tinybug/mutant-63') ?? '', /No pushes here/);
      assert.ok(
        scene.server.requests.filter((each) => each.startsWith('POST') && each.endsWith('git-receive-pack')).length <=
          8,
      );
    });
  });
});
