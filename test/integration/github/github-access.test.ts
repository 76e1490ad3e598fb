import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { ANY_ACCOUNT, type AccountClaims } from '../../../service/github/account-claims.ts';
import { createGithubAccess } from '../../../service/github/create-github-access.ts';
import type { GithubAccess } from '../../../service/github/github-api.ts';
import { createSecretBox } from '../../../service/github/secret-box.ts';
import { prepareJobPython } from '../../helpers/github/job-python.ts';
import type { LoopbackGitHub } from '../../helpers/github/loopback-github.ts';
import type { Repository } from '../../helpers/github/repositories.ts';
import { startGithub } from '../../helpers/github/start-github.ts';
import { MemoryLedger } from '../../helpers/memory-ledger.ts';

const ORGANISATION = '5f0c1d5e-0000-4000-8000-000000000001';
const ALL = { contents: 'write', actions: 'write', pull_requests: 'write', checks: 'write', issues: 'write' } as const;
const SECRET_KEY = randomBytes(32);

interface Login {
  app?: true;
  personalAccessToken?: string;
}

describe('GitHub', () => {
  let github: LoopbackGitHub;
  let repository: Repository;
  let ledger: MemoryLedger;
  let log: string[];
  const asApp = { app: true } as const;

  beforeEach(async () => {
    github = await startGithub({ pythons: await prepareJobPython() });
    repository = await github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    ledger = new MemoryLedger();
    log = [];
  });
  afterEach(() => github.close());

  const access = (login: Login, claims: AccountClaims = ANY_ACCOUNT): GithubAccess =>
    createGithubAccess({
      claims,
      github: {
        apiUrl: github.url,
        serverUrl: github.gitUrl,
        personalAccessToken: login.personalAccessToken,
        app: login.app
          ? { id: String(github.app.id), privateKey: github.app.privateKey, webhookSecret: 's' }
          : undefined,
      },
      secretKey: SECRET_KEY,
      database: ledger,
      logger: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
      retryBaseMs: 1,
    });
  const open = (login: Login, fullName = repository.fullName) => access(login).repository(ORGANISATION, fullName);
  const withToken = (permissions = {}) => ({ personalAccessToken: github.tokens.create({ permissions }).text });
  const calls = (operation: string) => github.counts.restCallsByOperation[operation] ?? 0;

  describe('is signed in to', () => {
    it('as the app, with a token for that repository alone', async () => {
      const opened = await open(asApp);
      assert.equal(opened.identity, 'app');
      const { owner, ...shown } = await opened.show();
      assert.deepEqual(shown, { id: repository.id, defaultBranch: 'main', isPrivate: true });
      assert.deepEqual({ ...owner, id: 0 }, { id: 0, login: repository.owner, isOrganisation: true });
      const other = await github.createRepository({ name: 'other', folder: 'test/fixtures/ci-with-junit' });
      const gitToken = await access(asApp).gitToken(ORGANISATION, repository.fullName);
      const found = github.tokens.find(gitToken);
      assert.deepEqual(found?.repositoryIds, new Set([repository.id]));
      assert.equal((await open(asApp, other.fullName)).fullName, other.fullName);
    });

    it('with one installation token for many requests, and a new one where it is refused', async () => {
      const opened = await open(asApp);
      for (let index = 0; index < 3; index += 1) await opened.listWorkflows();
      assert.equal(calls('apps/create-installation-access-token'), 1);
      github.tokens.revokeAll('installation');
      assert.equal((await opened.listWorkflows()).length, 1);
      assert.equal(calls('apps/create-installation-access-token'), 2);
    });

    it('with the service’s token where the app is not there, and with the organisation’s own before all others', async () => {
      const service = withToken(ALL);
      assert.equal((await open(service)).identity, 'token');
      assert.equal(await access(service).gitToken(ORGANISATION, repository.fullName), service.personalAccessToken);
      const own = github.tokens.create({ permissions: ALL }).text;
      ledger.sealedTokens.set(ORGANISATION, createSecretBox(SECRET_KEY).seal(own, ORGANISATION));
      assert.equal(await access({ ...asApp, ...service }).gitToken(ORGANISATION, repository.fullName), own);
      assert.equal((await open(asApp)).identity, 'token');
    });

    it('unless there is nothing to sign in with, or the stored token belongs to another organisation', async () => {
      await assert.rejects(open({}), { code: 'github-not-configured' });
      ledger.sealedTokens.set(ORGANISATION, createSecretBox(SECRET_KEY).seal('ghp_x', 'another'));
      await assert.rejects(open({}), { code: 'github-token-invalid', message: /TINYBUG_SECRET_KEY/ });
    });

    it('and says where the app is to be installed where it is not', async () => {
      await assert.rejects(open(asApp, 'octo-org/unknown'), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'github-not-installed');
        assert.match(error.message, /octo-org\/unknown.*\/apps\/tinybug\/installations\/new/s);
        return true;
      });
    });

    it('and names a missing permission with the page where it is given', async () => {
      github.app.permissions = { ...github.app.permissions, actions: 'read' };
      const opened = await open(asApp);
      await assert.rejects(opened.dispatchWorkflow('ci.yml', 'main', {}), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'github-permission-missing');
        assert.match(error.message, /"Actions: write/);
        assert.match(error.message, /settings\/installations\/314159/);
        return true;
      });
      const readOnly = await open(withToken({ contents: 'read' }));
      await assert.rejects(readOnly.listWorkflows(), {
        code: 'github-permission-missing',
        message: /personal-access-tokens/,
      });
    });

    it('and tells a refused token from a repository that is not shown and from a run that is gone', async () => {
      const token = withToken(ALL);
      const opened = await open(token);
      await assert.rejects(opened.showRun(1), { name: 'Error', message: /no such thing/ });
      await assert.rejects((await open(token, 'octo-org/hidden')).show(), { code: 'github-not-installed' });
      await assert.rejects((await open(token, 'octo-org/hidden')).showRun(1), { code: 'github-not-installed' });
      github.tokens.revoke(token.personalAccessToken);
      await assert.rejects(opened.listWorkflows(), { code: 'github-token-invalid' });
    });

    it('without a word of a token in the log', async () => {
      const token = withToken(ALL);
      await (await open(token)).listWorkflows();
      await (await open(asApp)).listWorkflows();
      await assert.rejects((await open(token)).showRun(1));
      const text = log.join('\n');
      assert.match(text, /actions\/workflows/);
      assert.ok(!text.includes(token.personalAccessToken) && !/ghs_|Bearer|eyJ/.test(text), text);
    });
  });

  describe('is asked', () => {
    it('again after a failure that passes, but never to create a second time', async () => {
      const opened = await open(withToken(ALL));
      github.faults.next({ operation: 'actions/list-repo-workflows' }, { kind: 'status', status: 502 }, 2);
      github.faults.next({ operation: 'actions/list-repo-workflows' }, { kind: 'drop' });
      assert.equal((await opened.listWorkflows()).length, 1);
      github.faults.next({ operation: 'actions/create-workflow-dispatch' }, { kind: 'drop-answer' });
      await assert.rejects(opened.dispatchWorkflow('ci.yml', 'main', {}));
      assert.equal(calls('actions/create-workflow-dispatch'), 1);
      assert.equal(github.faults.unmet, 0);
    });

    it('only for what has changed: an answer of 304 is the one of before', async () => {
      const opened = await open(withToken(ALL));
      const first = await opened.listWorkflows();
      assert.deepEqual(await opened.listWorkflows(), first);
      assert.equal(github.counts.notModified, 1);
    });

    it('once more after the time it names, where it was too much; for longer, the caller is told until when', async () => {
      const opened = await open(withToken(ALL));
      github.faults.next({ operation: 'repos/get' }, { kind: 'secondary-limit', retryAfterS: 1, status: 403 });
      assert.equal((await opened.show()).id, repository.id);
      github.faults.next({ operation: 'repos/get' }, { kind: 'secondary-limit', retryAfterS: 600, status: 429 });
      const before = Date.now();
      await assert.rejects(opened.show(), (error: Error & { retryAt?: Date }) => {
        assert.equal(error.name, 'GithubBusy');
        assert.ok((error.retryAt?.getTime() ?? 0) >= before + 590_000);
        return true;
      });
      const asked = github.counts.restCalls;
      await assert.rejects(opened.listWorkflows(), { name: 'GithubBusy' }, 'others are held back too');
      assert.equal(github.counts.restCalls, asked);
      assert.equal(github.faults.unmet, 0);
    });

    it('no more than the hour allows, with a rest for cancelling', async () => {
      const opened = await open(withToken(ALL));
      await opened.show();
      const [[identity, spent] = ['', undefined]] = ledger.spending;
      assert.ok(spent !== undefined && identity.startsWith('token:'));
      ledger.spending.set(identity, {
        ...spent,
        primary: { remaining: 200, limit: 5_000, resetAt: Math.ceil(ledger.now()) + 4_000 },
      });
      const asked = github.counts.restCalls;
      await assert.rejects(opened.listWorkflows(), { name: 'GithubBusy' });
      assert.equal(github.counts.restCalls, asked);
      await assert.rejects(opened.cancelRun(1), { name: 'GithubBusy' });
      assert.equal(calls('actions/cancel-workflow-run'), 1, 'the look for whether the repository is visible waits');
    });
  });

  describe('runs a workflow', () => {
    it('that is dispatched, watched, read and cancelled', async () => {
      const opened = await open(withToken(ALL));
      const [workflow] = await opened.listWorkflows();
      assert.deepEqual({ ...workflow, id: 0 }, { id: 0, path: '.github/workflows/ci.yml', state: 'active' });
      const runId = (await opened.dispatchWorkflow(workflow?.id ?? 0, 'main', {})) ?? 0;
      await github.waitForRun(runId);
      const run = await opened.showRun(runId);
      assert.equal(run.conclusion, 'success');
      assert.equal(run.event, 'workflow_dispatch');
      assert.deepEqual(await opened.findRuns({ headSha: run.headSha, branch: 'main', event: 'workflow_dispatch' }), [
        run,
      ]);
      assert.deepEqual(await opened.findRuns({ branch: 'nowhere' }), []);
      const [job] = await opened.listJobs(runId);
      assert.equal(job?.conclusion, 'success');
      assert.ok(job.steps.some(({ name, conclusion }) => name === 'Run the tests' && conclusion === 'success'));
      assert.match(await opened.readJobLog(job.id, 1_000_000), /3 passed/);
      const end = await opened.readJobLog(job.id, 100);
      assert.ok(end.length <= 100 && (await opened.readJobLog(job.id, 1_000_000)).endsWith(end));
      const [artifact] = await opened.listArtifacts(runId);
      assert.equal(artifact?.name, 'junit');
      const zip = await opened.downloadArtifact(artifact.id, 1_000_000);
      assert.equal(Buffer.from(zip.subarray(0, 2)).toString(), 'PK');
      await assert.rejects(opened.downloadArtifact(artifact.id, 10), /more than 10 bytes/);
      await opened.cancelRun(runId);
    });
  });

  describe('shows', () => {
    it('the plan of an organisation where it may be known, and is not asked to say more than it will', async () => {
      github.accounts.plans.set(repository.owner, 'team');
      const opened = await open(asApp);
      assert.equal(await opened.findPlan(), undefined);
      github.app.permissions = { ...github.app.permissions, organization_plan: 'read' };
      assert.equal(await (await open(asApp)).findPlan(), 'team');
      github.faults.next({ operation: 'orgs/get' }, { kind: 'status', status: 403 });
      assert.equal(await (await open(withToken(ALL))).findPlan(), undefined);
    });

    it('branches by prefix, and pull requests that are opened and closed', async () => {
      const opened = await open(withToken(ALL));
      assert.deepEqual(
        (await opened.listBranches('ma')).map(({ name }) => name),
        ['main'],
      );
      assert.deepEqual(await opened.listBranches('tinybug/'), []);
      assert.deepEqual(await opened.listPullRequests({ headBranch: 'tinybug/run-1' }), []);
    });

    it('one check run and one comment, brought up to date in place', async () => {
      const opened = await open(asApp);
      const run = { name: 'Tinybug', externalId: 'run-1', detailsUrl: 'https://tinybug.example/run', annotations: [] };
      const [main] = await opened.listBranches('main');
      const check = { ...run, headSha: main?.commit ?? '', title: 'Measuring', summary: 'Soon.' };
      const id = await opened.upsertCheckRun({ ...check, status: 'in_progress' });
      const annotation = {
        path: 'basket.py',
        startLine: 1,
        endLine: 1,
        level: 'warning',
        title: 't',
        message: 'm',
      } as const;
      const done = {
        ...check,
        title: 'Measured',
        status: 'completed',
        conclusion: 'neutral',
        annotations: [annotation],
      } as const;
      assert.equal(await opened.upsertCheckRun(done), id);
      assert.equal(github.checkRuns.length, 1);
      const another = { ...check, externalId: 'run-2', status: 'queued' } as const;
      await assert.rejects((await open(withToken(ALL))).upsertCheckRun(another), {
        code: 'github-permission-missing',
        message: /Checks: write/,
      });
    });
  });
});
