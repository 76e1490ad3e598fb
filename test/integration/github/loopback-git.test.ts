import assert from 'node:assert/strict';
import { cloneRepository, type GitClient } from '../../helpers/github/git-client.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { writeProject } from '../../helpers/github/project-folder.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import type { Permissions } from '../../helpers/github/access/tokens.ts';

describe('the loopback GitHub serves git', () => {
  let github: LoopbackGitHub;
  let repository: Repository;
  const clones: GitClient[] = [];

  beforeEach(async () => {
    github = await startGithub();
    const project = await writeProject({
      'app.py': 'x = 1\n',
      '.github/workflows/ci.yml':
        'on: workflow_dispatch\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }\n',
    });
    repository = await github.createRepository({ name: 'project', folder: project.folder });
    await project.remove();
  });

  afterEach(async () => {
    for (const clone of clones.splice(0)) await clone.remove();
    await github.close();
  });

  async function cloneWith(permissions: Permissions): Promise<GitClient> {
    const { text } = github.tokens.create({ permissions });
    const clone = await cloneRepository(github.gitUrl, repository.fullName, text);
    clones.push(clone);
    return clone;
  }

  it('a token that may only read clones and does not push', async () => {
    const clone = await cloneWith({ contents: 'read' });
    await assert.rejects(clone.git('push', 'origin', 'HEAD:refs/heads/topic'), /403/);
  });

  it('without a right token there is no repository', async () => {
    await assert.rejects(
      cloneRepository(github.gitUrl, repository.fullName, 'nonsense'),
      /Authentication failed|could not read/,
    );
    const { text } = github.tokens.create({ permissions: { contents: 'read' }, repositories: [] });
    await assert.rejects(cloneRepository(github.gitUrl, repository.fullName, text), /not found/);
  });

  it('two hundred branches in one push arrive and are counted', async () => {
    const clone = await cloneWith({ contents: 'write' });
    const refs = Array.from({ length: 200 }, (_, number) => `HEAD:refs/heads/tinybug/mutant-${number}`);
    await clone.git('push', '--quiet', 'origin', ...refs);
    const { length } = await repository.git.listRefs('refs/heads/tinybug/');
    assert.equal(length, 200);
    await github.waitFor(() => github.counts.refsPushed === 200);
    assert.equal(github.counts.mostRefsIn10S, 200);
  });

  it('a push is refused where a rule says so, and changes nothing', async () => {
    const clone = await cloneWith({ contents: 'write' });
    repository.pushRefusal = 'GH013: Repository rule violations found for refs/heads/topic.';
    await assert.rejects(clone.git('push', 'origin', 'HEAD:refs/heads/topic'), /GH013/);
    repository.pushRefusal = undefined;
    repository.largestPush = 2;
    const refs = ['a', 'b', 'c'].map((name) => `HEAD:refs/heads/${name}`);
    await assert.rejects(clone.git('push', 'origin', ...refs), /can not update more than 2/);
    assert.deepEqual(
      (await repository.git.listRefs('refs/heads/')).map(({ ref }) => ref),
      ['refs/heads/main'],
    );
  });

  it('a changed workflow file needs the permission for workflows; a copy of a known one does not', async () => {
    const clone = await cloneWith({ contents: 'write' });
    await clone.git('commit', '--quiet', '--allow-empty', '--message', 'A change');
    await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
    await clone.git('mv', '.github/workflows/ci.yml', '.github/workflows/other.yml');
    await clone.git('commit', '--quiet', '--message', 'Another workflow');
    await assert.rejects(clone.git('push', 'origin', 'HEAD:refs/heads/other'), /without `workflows` permission/);
    const allowed = await cloneWith({ contents: 'write', workflows: 'write' });
    await allowed.git('mv', '.github/workflows/ci.yml', '.github/workflows/other.yml');
    await allowed.git('commit', '--quiet', '--message', 'Another workflow');
    await allowed.git('push', '--quiet', 'origin', 'HEAD:refs/heads/other');
  });

  it('a blobless clone gets its files when it wants them', async () => {
    const clone = await cloneWith({ contents: 'read' });
    const { text } = github.tokens.create({ permissions: { contents: 'read' } });
    const authorization = Buffer.from(`x-access-token:${text}`).toString('base64');
    const url = `${github.gitUrl}/${repository.fullName}.git`;
    const header = `http.extraHeader=Authorization: Basic ${authorization}`;
    await clone.git('-c', header, 'clone', '--quiet', '--bare', '--filter=blob:none', url, 'bare.git');
    const missing = await clone.git('-C', 'bare.git', 'rev-list', '--objects', '--missing=print', 'main');
    assert.match(missing, /^\?/m);
    assert.equal(await clone.git('-C', 'bare.git', '-c', header, 'show', 'main:app.py'), 'x = 1');
  });

  it('a fault meets a push as it meets a request', async () => {
    const clone = await cloneWith({ contents: 'write' });
    github.faults.next({ operation: 'git' }, { kind: 'status', status: 503 });
    await assert.rejects(clone.git('push', 'origin', 'HEAD:refs/heads/topic'), /503/);
    await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
  });

  it('a push whose answer is lost has arrived', async () => {
    const clone = await cloneWith({ contents: 'write' });
    github.faults.next({ operation: 'git', method: 'POST' }, { kind: 'drop-answer' });
    await assert.rejects(clone.git('push', 'origin', 'HEAD:refs/heads/topic'));
    await github.waitFor(() => github.counts.refsPushed === 1);
    assert.notEqual(await repository.git.resolve('refs/heads/topic'), undefined);
  });
});
