import assert from 'node:assert/strict';
import type { LoopbackGitHub } from '../helpers/github/loopback-github.ts';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import { assertNothingLeft, assertRightVerdicts, createBasket, runsOf } from './basket.ts';

const firstJob = ({ github }: GithubService) =>
  github.waitFor(() => github.runs.at(-1)?.jobs[0]?.status === 'in_progress');

describe("Faults of GitHub's API and of its webhooks", function () {
  this.timeout(300_000);
  let service: GithubService;
  beforeEach(async () => {
    service = await startGithubService();
  });
  afterEach(() => service.close());

  it('limits, errors of 502, connections that end before or after the work, over and over: waited for, and nothing is done twice', async () => {
    const { github } = service;
    const repository = await createBasket(service, { isSharded: true });
    const { faults } = github;
    faults.next({ method: 'GET' }, { kind: 'secondary-limit', retryAfterS: 2, status: 429 }, 2);
    faults.next({ operation: 'git' }, { kind: 'status', status: 502 }, 2);
    faults.next({ operation: 'actions/create-workflow-dispatch' }, { kind: 'drop-answer' });
    faults.next({ operation: 'actions/get-workflow-run' }, { kind: 'status', status: 502 }, 6);
    faults.next({ operation: 'actions/download-artifact' }, { kind: 'drop' });
    faults.next({ operation: 'storage' }, { kind: 'status', status: 503 });
    await assertRightVerdicts(service, await service.measure(repository.fullName));
    assert.equal(faults.unmet, 0);
    assert.equal(runsOf(github, repository).length, 2);
    await assertNothingLeft(service, repository);
  });

  it("the App's tokens revoked while it is measured: renewed", async () => {
    const { github } = service;
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    await firstJob(service);
    github.tokens.revokeAll('installation');
    await assertRightVerdicts(service, await service.waitForEnd(id));
    await assertNothingLeft(service, repository);
  });

  it('a push that a rule of the repository refuses: the run fails with what GitHub said', async () => {
    const repository = await createBasket(service, { isSharded: true });
    repository.pushRefusal = 'GH013: Repository rule violations found: tinybug/** is not allowed.';
    const run = await service.measure(repository.fullName);
    assert.equal(run.problem?.code, 'push-refused');
    assert.match(JSON.stringify(run.problem), /tinybug\/\*\* is not allowed/);
    await assertNothingLeft(service, repository);
  });

  it('all webhooks lost: the run ends right within two minutes of its CI', async () => {
    const { github } = service;
    github.webhooks.next({}, { kind: 'lose' }, Infinity);
    const repository = await createBasket(service, { isSharded: true });
    const run = await service.measure(repository.fullName);
    await assertRightVerdicts(service, run);
    const ciEnd = Math.max(...runsOf(github, repository).map(({ updatedAt }) => updatedAt));
    assert.ok(Date.parse(run.endedAt ?? '') - ciEnd < 120_000);
    await assertNothingLeft(service, repository);
  });

  it('webhooks doubled, forged, late and out of order: each has effect at most once', async () => {
    const { github } = service;
    const repository = await createBasket(service, { isSharded: true });
    github.webhooks.next({}, { kind: 'double' }, 8);
    const { id } = await service.start(repository.fullName);
    await firstJob(service);
    const payload = {
      action: 'completed',
      workflow_run: { head_branch: `tinybug/run-${id}-00000000` },
      repository: { full_name: repository.fullName },
    };
    assert.equal(await github.webhooks.forge('workflow_run', payload), 401);
    github.webhooks.hold();
    await assertRightVerdicts(service, await service.waitForEnd(id));
    await github.webhooks.release('reversed');
    const [delivery] = github.webhooks.deliveries;
    assert.ok(delivery && github.webhooks.deliveries.every(({ statusCode }) => statusCode === 202));
    await github.webhooks.redeliver(delivery.id);
    await assertRightVerdicts(service, await service.waitForEnd(id));
    await assertNothingLeft(service, repository);
  });
});

describe("Faults of a person's token", function () {
  this.timeout(300_000);

  it('revoked while it is measured: the run fails with the page where another is made, and its branch is left for the next run to remove', async () => {
    const texts: string[] = [];
    const create = (github: LoopbackGitHub): string => {
      const { text } = github.tokens.create({
        permissions: { contents: 'write', actions: 'write', pull_requests: 'write', workflows: 'write' },
      });
      texts.push(text);
      return text;
    };
    const service = await startGithubService({ personalAccessToken: create });
    try {
      const { github } = service;
      const repository = await createBasket(service, { isSharded: true });
      const { id } = await service.start(repository.fullName);
      await firstJob(service);
      github.tokens.revoke(texts[0] ?? '');
      const run = await service.waitForEnd(id);
      assert.equal(run.problem?.code, 'github-token-invalid');
      assert.match(JSON.stringify(run.problem), /settings\/personal-access-tokens/);
      assert.equal((await repository.git.listRefs('refs/heads/tinybug/')).length, 1);
    } finally {
      await service.close();
    }
  });
});
