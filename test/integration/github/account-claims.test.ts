import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAccountClaims } from '../../../service/github/account-claims.ts';
import { createGithubAccess } from '../../../service/github/create-github-access.ts';
import type { GithubAccess } from '../../../service/github/github-api.ts';
import { createSecretBox } from '../../../service/github/secret-box.ts';
import { GithubAccountClaim } from '../../../shared/github-account.ts';
import { ProblemDocument } from '../../../shared/api.ts';
import { openTestDatabase } from '../../helpers/activity-scene.ts';
import { type ApiServer, requestApi, startApiServer, type Tenant } from '../../helpers/api-server.ts';
import { numberOf } from '../../helpers/github/access/accounts.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';

const WRITE = { contents: 'write', actions: 'write', pull_requests: 'write' } as const;
const SECRET_KEY = randomBytes(32);

describe('An account at GitHub', () => {
  let github: LoopbackGitHub;
  let api: ApiServer;
  let acme: Repository;
  let closeDatabase: () => Promise<void>;
  const secretBox = createSecretBox(SECRET_KEY);

  before(async () => {
    github = await startGithub({ runJob: () => Promise.reject(new Error('Nothing is to run here.')) });
    acme = await github.createRepository({ owner: 'acme', name: 'cart', folder: 'test/fixtures/ci-with-junit' });
    const opened = await openTestDatabase();
    closeDatabase = opened.close;
    const { database } = opened;
    api = await startApiServer({ database, secretBox, githubAccounts: signedIn('app', database) });
    github.accounts.roles.set('acme/olivia', 'admin').set('acme/mike', 'member');
  });
  afterEach(async () => {
    for (const tenant of [api.organisation, api.other]) {
      const organisationId = idOf(tenant);
      await api.database.saveGithubToken(organisationId, undefined);
      for (const { login } of await api.database.listGithubAccounts(organisationId))
        await api.database.releaseGithubAccount(organisationId, login);
    }
  });
  after(async () => {
    await api.close();
    await closeDatabase();
    await github.close();
  });

  function signedIn(as: 'app' | 'token', database = api.database, isSingleOrganisation = false): GithubAccess {
    const { id, privateKey } = github.app;
    return createGithubAccess({
      github: {
        apiUrl: github.url,
        serverUrl: github.gitUrl,
        personalAccessToken: as === 'token' ? github.tokens.create({ permissions: WRITE }).text : undefined,
        app: as === 'app' ? { id: String(id), privateKey, webhookSecret: 's' } : undefined,
      },
      secretKey: SECRET_KEY,
      database,
      claims: createAccountClaims(database, isSingleOrganisation),
      logger: pino({ level: 'silent' }),
      retryBaseMs: 1,
    });
  }

  const tokenOf = (login: string, permissions = {}): string =>
    github.tokens.create({ login, permissions: { members: 'read', ...permissions } }).text;
  const idOf = ({ store }: Tenant): string => store.organisationId;

  async function ask(organisation: Tenant, path: string, body?: object): Promise<{ status: number; code?: string }> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await requestApi({ ...api, organisation }, path, init);
    const answer: unknown = await response.json();
    if (response.ok) return { status: response.status };
    return { status: response.status, code: ProblemDocument.parse(answer).code };
  }
  const claim = (organisation: Tenant, login: string, token?: string) =>
    ask(organisation, '/github-accounts', { login, ...(token !== undefined && { token }) });
  const register = (organisation: Tenant, location = acme.fullName) =>
    ask(organisation, '/repos', { ciProvider: 'github-actions', location });
  const open = (organisation: Tenant, as: 'app' | 'token' = 'app', fullName = acme.fullName) =>
    signedIn(as).repository(idOf(organisation), fullName);

  const NOT_CLAIMED = { status: 403, code: 'github-account-not-claimed' };
  const NOT_PROVEN = { status: 403, code: 'github-account-not-proven' };

  describe('is claimed', () => {
    it('by the token of an owner, which is not kept, and is listed under its number', async () => {
      const token = tokenOf('olivia');
      assert.deepEqual(await claim(api.organisation, 'Acme', token), { status: 200 });
      const { items } = (await (await requestApi(api, '/github-accounts')).json()) as { items: unknown[] };
      const [listed] = items.map((item) => GithubAccountClaim.parse(item));
      assert.deepEqual([items.length, listed?.login, listed?.accountId], [1, 'acme', numberOf('acme')]);
      assert.equal(await api.database.findGithubToken(idOf(api.organisation)), undefined);
      assert.ok(!api.log.join('').includes(token));
    });

    it('by the token that the organisation has stored, where its owner owns the account', async () => {
      assert.deepEqual(await claim(api.organisation, 'acme'), NOT_PROVEN, 'there is none yet');
      await api.database.saveGithubToken(
        idOf(api.organisation),
        secretBox.seal(tokenOf('olivia'), idOf(api.organisation)),
      );
      assert.deepEqual(await claim(api.organisation, 'acme'), { status: 200 });
    });

    it('by a person whose account it is', async () => {
      assert.deepEqual(await claim(api.organisation, 'Olivia', tokenOf('olivia')), { status: 200 });
    });

    it('by nobody else: no member, no stranger, no App, no job, no token that may not say', async () => {
      const app = github.tokens.create({ kind: 'installation', permissions: { members: 'read' } }).text;
      const job = github.tokens.create({ kind: 'job', permissions: { contents: 'write' } }).text;
      const silent = github.tokens.create({ login: 'olivia', permissions: { contents: 'write' } }).text;
      for (const token of [tokenOf('mike'), tokenOf('mallory'), app, job, silent])
        assert.deepEqual(await claim(api.organisation, 'acme', token), NOT_PROVEN);
      assert.deepEqual(await claim(api.organisation, 'mike', tokenOf('mallory')), NOT_PROVEN);
      const unknown = 'github_pat_0123456789abcdefghij';
      assert.equal((await claim(api.organisation, 'acme', unknown)).code, 'github-token-invalid');
      assert.deepEqual(await api.database.listGithubAccounts(idOf(api.organisation)), []);
    });

    it('by one organisation only, until that releases it', async () => {
      await claim(api.organisation, 'acme', tokenOf('olivia'));
      assert.deepEqual(await claim(api.organisation, 'acme', tokenOf('olivia')), { status: 200 }, 'once more');
      const taken = { status: 409, code: 'github-account-taken' };
      assert.deepEqual(await claim(api.other, 'acme', tokenOf('olivia')), taken);
      assert.equal((await ask(api.other, '/github-accounts/acme/release', {})).status, 404);
      assert.deepEqual(await ask(api.organisation, '/github-accounts/ACME/release', {}), { status: 200 });
      assert.deepEqual(await claim(api.other, 'acme', tokenOf('olivia')), { status: 200 });
    });

    it('by one of two organisations that ask at once', async () => {
      const answers = await Promise.all(
        [api.organisation, api.other].map((organisation) => claim(organisation, 'acme', tokenOf('olivia'))),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    });
  });

  describe('that an organisation has not claimed', () => {
    it('is not measured by the App, nor by the service’s token, and its repositories cannot be registered', async () => {
      await claim(api.other, 'acme', tokenOf('olivia'));
      assert.deepEqual(await register(api.organisation), NOT_CLAIMED);
      for (const as of ['app', 'token'] as const) {
        await assert.rejects(open(api.organisation, as), { code: 'github-account-not-claimed' });
        const token = signedIn(as).gitToken(idOf(api.organisation), acme.fullName);
        await assert.rejects(token, { code: 'github-account-not-claimed' });
        assert.equal((await open(api.other, as)).fullName, acme.fullName);
      }
      assert.deepEqual(await register(api.other), { status: 200 });
    });

    it('tells nothing of its repositories, because GitHub is not even asked', async () => {
      const before = github.counts.restCalls;
      for (const fullName of [acme.fullName, 'acme/not-there', 'nobody/not-there']) {
        assert.deepEqual(await register(api.organisation, fullName), NOT_CLAIMED);
        for (const as of ['app', 'token'] as const)
          await assert.rejects(open(api.organisation, as, fullName), { code: 'github-account-not-claimed' });
      }
      assert.equal(github.counts.restCalls, before);
    });

    it('is measured with a token of the organisation’s own, which is its own access', async () => {
      const { database } = api;
      const own = github.tokens.create({ permissions: WRITE }).text;
      await database.saveGithubToken(idOf(api.organisation), secretBox.seal(own, idOf(api.organisation)));
      assert.deepEqual(await register(api.organisation), { status: 200 });
      assert.equal((await open(api.organisation)).identity, 'token');
    });

    it('stays so where its name has passed to it from an account that was claimed', async () => {
      const { database } = api;
      await database.claimGithubAccount(idOf(api.organisation), { id: 4711, login: 'acme' });
      for (const as of ['app', 'token'] as const)
        await assert.rejects(open(api.organisation, as), { code: 'github-account-not-claimed' });
      await database.claimGithubAccount(idOf(api.organisation), { id: numberOf('acme'), login: 'acme' });
      for (const as of ['app', 'token'] as const) assert.ok(await open(api.organisation, as));
    });

    it('and is used no more once the claim is released', async () => {
      await claim(api.organisation, 'acme', tokenOf('olivia'));
      const access = signedIn('app');
      assert.ok(await access.repository(idOf(api.organisation), acme.fullName));
      await ask(api.organisation, '/github-accounts/acme/release', {});
      const again = access.repository(idOf(api.organisation), acme.fullName);
      await assert.rejects(again, { code: 'github-account-not-claimed' });
    });
  });

  it('needs no claim where the operator says that there is one organisation, until there is a second', async () => {
    const opened = await openTestDatabase();
    try {
      const { database } = opened;
      const { id } = await database.ensureOrganisation('acme', 'Acme');
      const access = signedIn('app', database, true);
      assert.ok(await access.repository(id, acme.fullName));
      assert.equal(await access.holdsAccount(id, { id: 1, login: 'acme', isOrganisation: true }), true);
      await database.ensureOrganisation(`other-${randomUUID()}`, 'Other');
      await assert.rejects(access.repository(id, acme.fullName), { code: 'github-account-not-claimed' });
    } finally {
      await opened.close();
    }
  });

  it('is found by its name for the operator, by the App and by the service’s token', async () => {
    for (const as of ['app', 'token'] as const) {
      const { id, login } = await signedIn(as).findAccount('ACME');
      assert.deepEqual([id, login.toLowerCase()], [numberOf('acme'), 'acme']);
    }
    await assert.rejects(signedIn('app').findAccount('nobody'), { code: 'github-not-installed' });
  });
});
