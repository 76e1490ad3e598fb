import assert from 'node:assert/strict';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';

describe('Measuring on a branch for each mutant', () => {
  let service: GithubService;
  before(async function () {
    this.timeout(300_000);
    service = await startGithubService();
  });
  after(() => service.close());

  it("runs the repository's own workflow on each mutant and leaves nothing behind", async function () {
    this.timeout(600_000);
    const repository = await service.github.createRepository({ name: 'basket', folder: 'test/fixtures/ci-with-junit' });
    const run = await service.measure(repository.fullName);
    const events = await service.store.listEvents(run.id, 0, 1_000);
    console.log(events.map(({ payload }) => JSON.stringify(payload).slice(0, 300)).join('\n'));
    console.log(run.problem, run.score, run.counts, service.github.counts);
    assert.equal(run.status, 'Completed');
  });
});
