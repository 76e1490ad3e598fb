import assert from 'node:assert/strict';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import { assertNothingLeft, assertRightVerdicts, createBasket, listEvents, runsOf } from './basket.ts';

describe('Measuring in shards', function () {
  this.timeout(300_000);
  let service: GithubService;
  before(async () => {
    service = await startGithubService();
  });
  after(() => service.close());

  it("says of every mutant what the project's tests notice, in one CI job for all of them, and leaves nothing behind", async () => {
    const repository = await createBasket(service, { isSharded: true });
    await assertRightVerdicts(service, await service.measure(repository.fullName));
    await assertNothingLeft(service, repository);
    const jobs = runsOf(service.github, repository).flatMap((run) => run.jobs);
    assert.deepEqual(
      jobs.map(({ conclusion }) => conclusion),
      ['success', 'success'],
      'one for the baseline, one for the mutants',
    );
    // How often a job is polled depends on how long it takes on this machine; the benchmark counts that too.
    const { restCalls, restCallsByOperation: calls } = service.github.counts;
    const polls = (calls['actions/get-workflow-run'] ?? 0) + (calls['actions/list-jobs-for-workflow-run'] ?? 0);
    assert.ok(restCalls - polls <= 30, `${restCalls} calls for two shards, ${polls} of them polls`);
    assert.ok(service.github.counts.notModified > 0);
  });

  /** A repository whose newest commit has the workflow, and the commit before that was. */
  async function createOlder() {
    const repository = await createBasket(service);
    const old = (await repository.git.resolve('main')) ?? '';
    const installed = await createBasket(service, { isSharded: true });
    await repository.git.git(['fetch', '--quiet', installed.git.folder, 'main:main', '--force']);
    assert.notEqual(await repository.git.resolve('main'), old);
    return { repository, old };
  }

  it("brings the default branch's workflow along for an older commit, without the permission to write workflows", async () => {
    const { repository, old } = await createOlder();
    const { app } = service.github;
    const before = app.permissions;
    app.permissions = Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'workflows'));
    try {
      const run = await service.measure(repository.fullName, { revision: old });
      assert.equal(run.commit, old);
      await assertRightVerdicts(service, run);
      await assertNothingLeft(service, repository);
    } finally {
      app.permissions = before;
    }
  });

  it('refuses an older commit where GitHub does not allow that, with the ways out', async () => {
    const { repository, old } = await createOlder();
    repository.pushRefusal =
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/tinybug.yml` without `workflows` permission';
    const run = await service.measure(repository.fullName, { revision: old });
    assert.equal(run.problem?.code, 'workflow-not-installed');
    assert.match(run.problem.detail, /Workflows: write.*bring the branch up to date.*branch-per-mutant.*refusing to/s);
    repository.pushRefusal = undefined;
    await assertNothingLeft(service, repository);
  });

  it('shows results by a token of the shard where the workflow may not ask GitHub to vouch, and takes those of the report', async () => {
    const repository = await createBasket(service, { isSharded: true, hasIdentity: false });
    const run = await service.measure(repository.fullName);
    const events = await listEvents(service, run.id);
    assert.ok(
      events.some(({ type }) => type === 'baseline-progress'),
      'the job has told of its tests while it ran',
    );
    await assertRightVerdicts(service, run);
    await assertNothingLeft(service, repository);
  });

  it('shows results before the report of their job is at GitHub', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { github, store } = service;
    // Without any artifact there is nothing but what the job itself has sent.
    github.artifacts.tamper(/./, () => undefined, Infinity);
    const { id } = await service.start(repository.fullName);
    const first = await github.waitFor(() => runsOf(github, repository).find(({ status }) => status === 'completed'));
    const progress = (await listEvents({ store }, id)).filter(({ type }) => type === 'baseline-progress');
    assert.ok(progress.length > 0, `the CI run ${first.id} told of its tests`);
    await service.cancel(id);
    assert.equal((await service.waitForEnd(id)).status, 'Cancelled');
    await assertNothingLeft(service, repository);
  });
});
