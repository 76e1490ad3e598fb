import assert from 'node:assert/strict';
import { execa } from 'execa';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { startGithub } from '../../helpers/github/start-github.ts';

const ALL = { contents: 'write', actions: 'read', pull_requests: 'read' } as const;

describe('npm run smoke:github', () => {
  let github: LoopbackGitHub;
  let fullName: string;
  before(async function () {
    this.timeout(180_000);
    github = await startGithub();
    const folder = 'test/fixtures/ci-with-junit';
    ({ fullName } = await github.createRepository({ name: 'basket', folder }));
  });
  after(() => github.close());

  const smoke = (token: string, ...args: string[]) =>
    execa(process.execPath, ['--import', 'tsx', 'scripts/smoke-github.ts', ...args], {
      reject: false,
      env: { GITHUB_PAT: token, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.gitUrl },
    });

  it('tries everything with a token, and leaves no branch behind', async () => {
    const { text } = github.tokens.create({ permissions: ALL });
    const { exitCode, stdout } = await smoke(text, fullName);
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(
      stdout.match(/^ok +([^:(]+?) *[:(]/gm)?.map((line) => line.replace(/^ok +| *[:(]$/g, '')),
      [
        'signing in',
        'listing workflows',
        'listing pull requests',
        'fetching by git',
        'pushing a branch',
        'removing the branch',
      ],
    );
    const calls = github.counts.restCallsByOperation;
    assert.equal(calls['git/list-matching-refs'], 2);
  });

  it('names the permission that a token does not have, and never the token', async () => {
    const { text } = github.tokens.create({ permissions: { contents: 'read' } });
    const { exitCode, stdout, stderr } = await smoke(text, fullName);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^FAILED {2}listing workflows.*"Actions: read/m);
    assert.equal(`${stdout}${stderr}`.includes(text), false);
  });

  it('is skipped with a clear word where there is no token', async () => {
    const { exitCode, stdout } = await smoke('', fullName);
    assert.deepEqual([exitCode, stdout.split(':')[0]], [0, 'SKIPPED']);
  });

  it('says how it is called', async () => {
    assert.equal((await smoke('ghp_x', 'basket')).exitCode, 2);
  });
});
