import assert from 'node:assert/strict';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import {
  assertNothingLeft,
  assertRightVerdicts,
  createBasket,
  runsOf,
  startedBy,
  withoutReport,
  type BasketOptions,
} from './basket.ts';

const CI = '.github/workflows/ci.yml';
/** Two for the baseline, one for the canary of the only file, and one for each of seven mutants. */
const JOBS = 10;

describe('Measuring on a branch for each mutant', function () {
  this.timeout(300_000);
  let service: GithubService;
  before(async () => {
    service = await startGithubService();
  });
  after(() => service.close());

  const measure = async (on?: string) => measureWith(on === undefined ? {} : { [CI]: startedBy(on) });
  const measureWith = async (files: BasketOptions['files']) => {
    const repository = await createBasket(service, { files });
    return { repository, run: await service.measure(repository.fullName) };
  };

  it("says of every mutant what the repository's own workflow notices, and leaves nothing behind", async () => {
    const { repository, run } = await measure();
    await assertRightVerdicts(service, run);
    await assertNothingLeft(service, repository);
    const runs = runsOf(service.github, repository);
    assert.deepEqual([...new Set(runs.map(({ event }) => event))], ['push']);
    assert.equal(runs.length, JOBS);
    assert.ok(service.github.counts.mostRefsIn10S <= 400);
  });

  it('reads the same verdicts from logs alone, where the workflow keeps no report', async () => {
    const { repository, run } = await measureWith({ [CI]: withoutReport });
    await assertRightVerdicts(service, run);
    await assertNothingLeft(service, repository);
    const workflow = await repository.git.git(['show', `main:${CI}`]);
    assert.match(workflow, /run: pytest$/m);
    assert.doesNotMatch(workflow, /artifact|junit/);
  });

  it('opens draft pull requests where only they start the tests, and closes them', async () => {
    const { repository, run } = await measure('pull_request:');
    await assertRightVerdicts(service, run);
    await assertNothingLeft(service, repository);
    const pulls = service.github.pullRequests.filter((pull) => pull.repository === repository);
    assert.equal(pulls.length, JOBS);
    assert.ok(pulls.every(({ isDraft, state }) => isDraft && state === 'closed'));
    assert.deepEqual([...new Set(runsOf(service.github, repository).map(({ event }) => event))], ['pull_request']);
  });

  it('dispatches the workflow on each branch where it can only be started by hand', async () => {
    const { repository, run } = await measure('workflow_dispatch:');
    await assertRightVerdicts(service, run);
    await assertNothingLeft(service, repository);
    const runs = runsOf(service.github, repository);
    assert.equal(runs.length, JOBS);
    assert.deepEqual([...new Set(runs.map(({ event }) => event))], ['workflow_dispatch']);
  });

  it('says before anything is pushed that nothing would start the tests', async () => {
    const pushes = service.github.counts.pushes;
    const { repository, run } = await measure("schedule: [{ cron: '0 0 * * *' }]");
    assert.equal(run.status, 'Failed');
    assert.equal(run.problem?.code, 'no-workflow-matches');
    assert.equal(service.github.counts.pushes, pushes);
    assert.deepEqual(runsOf(service.github, repository), []);
  });
});
