import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pino } from 'pino';
import { ANY_ACCOUNT } from '../../../service/github/account-claims.ts';
import { createGithubAccess } from '../../../service/github/create-github-access.ts';
import type { GithubRepository } from '../../../service/github/github-api.ts';
import { createRepositoryMirrors } from '../../../service/source/mirror/create-repository-mirrors.ts';
import type { RepositoryMirror } from '../../../service/source/mirror/repository-mirror.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { MemoryLedger } from '../../helpers/memory-ledger.ts';
import { createTemporaryFolder } from '../../helpers/temporary-folder.ts';

const ORGANISATION = '5f0c1d5e-0000-4000-8000-000000000001';

describe('A repository at GitHub, signed in to as the app', () => {
  let github: LoopbackGitHub;
  let repository: GithubRepository;
  let mirror: RepositoryMirror;
  let temporary: Awaited<ReturnType<typeof createTemporaryFolder>>;
  beforeEach(async () => {
    temporary = await createTemporaryFolder();
    github = await startGithub();
    const { fullName } = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    const access = createGithubAccess({
      claims: ANY_ACCOUNT,
      github: {
        apiUrl: github.url,
        serverUrl: github.gitUrl,
        personalAccessToken: undefined,
        app: { id: String(github.app.id), privateKey: github.app.privateKey, webhookSecret: 's' },
      },
      secretKey: undefined,
      database: new MemoryLedger(),
      logger: pino({ level: 'silent' }),
      retryBaseMs: 1,
    });
    repository = await access.repository(ORGANISATION, fullName);
    const folder = join(temporary.folder, 'mirrors');
    mirror = await createRepositoryMirrors({ folder, serverUrl: github.gitUrl, access }).open(ORGANISATION, fullName);
  });
  afterEach(async () => {
    await mirror.close();
    await github.close();
    await temporary.remove();
  });

  const pushChange = async () => {
    const parent = await mirror.resolve('main');
    const [commit = ''] = await mirror.commit([
      { parent, files: [{ path: 'basket.py', content: Buffer.from('x = 1\n') }], message: 'A mutant [skip ci]' },
    ]);
    const { refused } = await mirror.push([{ branch: 'tinybug/mutant-1', commit }]);
    return { commit, refused };
  };

  it('is read by git, pushed to, and shows the branches until they are removed', async () => {
    const tree = await mirror.tree(await mirror.resolve('main'));
    assert.deepEqual(tree.paths, ['basket.py', 'tests/test_basket.py']);
    const { commit, refused } = await pushChange();
    assert.deepEqual(refused, new Map());
    assert.deepEqual(await repository.listBranches('tinybug/'), [{ name: 'tinybug/mutant-1', commit }]);
    await mirror.deleteBranches(['tinybug/mutant-1']);
    assert.deepEqual(await repository.listBranches('tinybug/'), []);
  });

  it('has a pull request that is opened, commented in one place, and closed', async () => {
    await pushChange();
    const pull = { head: 'tinybug/mutant-1', base: 'main', title: 'Measure', body: 'Words', isDraft: true };
    const number = await repository.createPullRequest(pull);
    const expected = { number, headBranch: 'tinybug/mutant-1', state: 'open' };
    assert.deepEqual(await repository.listPullRequests({ headBranch: 'tinybug/mutant-1' }), [expected]);
    const marker = '<!-- tinybug -->';
    const id = await repository.upsertComment({ pullRequest: number, marker, body: `${marker}\nMeasuring` });
    assert.equal(await repository.upsertComment({ pullRequest: number, marker, body: `${marker}\nDone` }), id);
    assert.deepEqual(
      github.comments.map(({ body }) => body),
      [`${marker}\nDone`],
    );
    await repository.closePullRequest(number);
    const [closed] = await repository.listPullRequests({ headBranch: 'tinybug/mutant-1' });
    assert.equal(closed?.state, 'closed');
  });
});
