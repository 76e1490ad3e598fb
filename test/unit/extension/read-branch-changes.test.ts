import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { readBranchChanges } from '../../../extension/survivors/read-branch-changes.ts';
import { createRunGit } from '../../../extension/survivors/run-git.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

const LINES = Array.from({ length: 9 }, (_, index) => `line_${index + 1} = ${index + 1}`);
const text = (changed: Record<number, string> = {}) =>
  LINES.map((line, index) => `${changed[index + 1] ?? line}\n`).join('');

describe('readBranchChanges', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
  const write = async (name: string, content: string) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  };
  const read = (below = '.') => readBranchChanges(createRunGit(path.join(folder, below)));
  beforeEach(async () => {
    ({ folder, remove } = await createTemporaryFolder());
    await git('init', '--initial-branch=main');
    await write('src/a.py', text());
    await write('other.py', text());
    await git('add', '.');
    await git('commit', '--message=first');
  });
  afterEach(() => remove());

  it('knows the lines that were changed since the branch left the default one, committed or not', async () => {
    await git('switch', '--create', 'topic');
    await write('src/a.py', text({ 2: 'committed = 1' }));
    await git('commit', '--all', '--message=topic');
    await write('src/a.py', text({ 2: 'committed = 1', 8: 'uncommitted = 1' }));
    const { comparedWith, isChanged } = await read();
    assert.equal(comparedWith, 'main');
    assert.deepEqual(
      [1, 2, 3, 8, 9].map((line) => isChanged('src/a.py', line, line)),
      [false, true, false, true, false],
    );
    assert.equal(isChanged('src/a.py', 1, 2), true, 'a mutant of two lines');
    assert.equal(isChanged('other.py', 1, 9), false);
  });

  it('does not count what the default branch has got since then', async () => {
    await git('switch', '--create', 'topic');
    await write('other.py', text({ 1: 'mine = 1' }));
    await git('commit', '--all', '--message=topic');
    await git('switch', 'main');
    await write('src/a.py', text({ 5: 'of_main = 1' }));
    await git('commit', '--all', '--message=main goes on');
    await git('switch', 'topic');
    const { isChanged } = await read();
    assert.deepEqual([isChanged('src/a.py', 5, 5), isChanged('other.py', 1, 1)], [false, true]);
  });

  it('counts a new file as a whole, but none that git ignores, and names paths from the project folder', async () => {
    await write('.gitignore', 'made.py\n');
    await write('src/made.py', text());
    await write('src/größe 1.py', text());
    const { isChanged } = await read('src');
    assert.equal(isChanged('größe 1.py', 3, 3), true);
    assert.equal(isChanged('made.py', 3, 3), false);
    await write('src/a.py', text({ 4: 'x = 1' }));
    const again = await read('src');
    assert.deepEqual([again.isChanged('a.py', 4, 4), again.isChanged('src/a.py', 4, 4)], [true, false]);
  });

  it('compares with what the remote says its default branch is', async () => {
    await git('branch', 'develop');
    await git('update-ref', 'refs/remotes/origin/develop', 'HEAD');
    await git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/develop');
    await write('other.py', text({ 3: 'x = 1' }));
    await git('commit', '--all', '--message=not pushed');
    const { comparedWith, isChanged } = await read();
    assert.deepEqual([comparedWith, isChanged('other.py', 3, 3)], ['origin/develop', true]);
  });

  it('says in a sentence where there is nothing to compare with', async () => {
    await git('branch', '--move', 'main', 'trunk');
    await assert.rejects(read(), /There is no branch origin\/HEAD, main or master to compare with\./);
    const { folder: bare, remove: removeBare } = await createTemporaryFolder();
    await assert.rejects(readBranchChanges(createRunGit(bare)), /not a git repository/);
    await removeBare();
  });
});
