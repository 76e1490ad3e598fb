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
    assert.ok(service.github.counts.restCalls <= 50, `${service.github.counts.restCalls} calls for two shards`);
    assert.ok(service.github.counts.notModified > 0);
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

  it('refuses a commit that is older than the workflow before anything is pushed', async () => {
    const repository = await createBasket(service);
    const old = await repository.git.resolve('main');
    const installed = await createBasket(service, { isSharded: true });
    const commit = await repository.git
      .git(['fetch', '--quiet', installed.git.folder, 'main:main', '--force'])
      .then(() => repository.git.resolve('main'));
    assert.notEqual(commit, old);
    const pushes = service.github.counts.pushes;
    const run = await service.measure(repository.fullName, { revision: old ?? '' });
    assert.equal(run.problem?.code, 'workflow-not-installed');
    assert.match(run.problem.detail, /tinybug\.yml/);
    assert.equal(service.github.counts.pushes, pushes);
  });
});
