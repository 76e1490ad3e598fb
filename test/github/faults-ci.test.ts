import assert from 'node:assert/strict';
import type { Tampering } from '../helpers/github/actions/artifacts.ts';
import { RunnerPlan } from '../../shared/runner-plan.ts';
import type { JobRecord, RunRecord } from '../helpers/github/actions/run-records.ts';
import type { Repository } from '../helpers/github/repositories.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { waitUntil } from '../helpers/temporal-wait-until.ts';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import { assertNothingLeft, assertRightVerdicts, createBasket, listEvents, runsOf } from './basket.ts';

describe('Faults of CI jobs, their reports and their branches', function () {
  this.timeout(300_000);
  let service: GithubService;
  before(async () => {
    service = await startGithubService();
  });
  after(() => service.close());

  /** The nth job of a repository, as soon as it runs. */
  const runningJob = (repository: Repository, number: number): Promise<JobRecord> =>
    service.github.waitFor(() => {
      const job = runsOf(service.github, repository).flatMap(({ jobs }) => jobs)[number];
      return job?.status === 'in_progress' && job;
    });
  const countJobs = (repository: Repository): number =>
    runsOf(service.github, repository).flatMap(({ jobs }) => jobs).length;

  it('a runner that dies: another job does what it had not done', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    await service.github.killRunner(await runningJob(repository, 1));
    await assertRightVerdicts(service, await service.waitForEnd(id));
    assert.equal(countJobs(repository), 3);
    await assertNothingLeft(service, repository);
  });

  it('runners that die under a branch without a mutant, and under one with: both are tried again', async () => {
    const repository = await createBasket(service);
    const { id } = await service.start(repository.fullName);
    await service.github.killRunner(await runningJob(repository, 0));
    const ofMutant = await service.github.waitFor(() =>
      runsOf(service.github, repository)
        .filter(({ headBranch }) => headBranch.startsWith('tinybug/mutant-'))
        .flatMap(({ jobs }) => jobs)
        .find(({ status }) => status === 'in_progress'),
    );
    await service.github.killRunner(ofMutant);
    await assertRightVerdicts(service, await service.waitForEnd(id));
    assert.equal(countJobs(repository), 10 + 2 + 1, 'the two of the baseline, and the one of the mutant, once more');
    await assertNothingLeft(service, repository);
  });

  it('a run without a mutant that somebody cancels at GitHub: the run ends and says so', async () => {
    const repository = await createBasket(service);
    const { id } = await service.start(repository.fullName);
    const job = await runningJob(repository, 0);
    await cancelAtGithub(service, job.run.id, repository);
    assert.equal((await service.waitForEnd(id)).problem?.code, 'ci-run-cancelled');
    await assertNothingLeft(service, repository);
  });

  it('a job that GitHub ends at its time limit: another job goes on with what it had not done', async () => {
    const repository = await createBasket(service, {
      isSharded: true,
      timeoutMinutes: 5,
      files: { 'tests/conftest.py': EVERY_TEST_TAKES_ITS_TIME },
    });
    const { id } = await service.start(repository.fullName);
    const job = await runningJob(repository, 1);
    const measured = async () =>
      (await listEvents(service, id)).filter(({ type }) => type === 'mutant-finished').length;
    await waitUntil(async () => (await measured()) > 0);
    await service.github.reachTimeLimit(job);
    assert.equal(job.conclusion, 'cancelled');
    await assertRightVerdicts(service, await service.waitForEnd(id));
    const [, , continued] = runsOf(service.github, repository);
    assert.ok(continued);
    assert.equal(countJobs(repository), 3);
    const left = await plannedMutants(repository, continued);
    assert.ok(left > 0 && left < 7, `${left} of 7 mutants were left`);
    await assertNothingLeft(service, repository);
  });

  const REPORT = 'report.ndjson';
  const BAD_REPORTS: Readonly<Record<string, readonly Tampering[]>> = {
    'missing or cut short': [() => undefined, (zip) => zip.subarray(0, zip.length - 30)],
    'bombs, or lead elsewhere by their names': [
      () => buildZip([{ name: REPORT, content: Buffer.alloc(300_000_000) }]),
      () => buildZip([{ name: `../${REPORT}`, content: '{}\n' }]),
    ],
    'symbolic links': [() => buildZip([{ name: REPORT, content: '/etc/passwd', mode: 0o120777 }])],
  };
  for (const [kind, tamperings] of Object.entries(BAD_REPORTS)) {
    it(`reports that are ${kind}: refused, and measured again`, async () => {
      const repository = await createBasket(service, { isSharded: true });
      for (const tampering of tamperings) service.github.artifacts.tamper(/^tinybug-/, tampering);
      const run = await service.measure(repository.fullName);
      await assertRightVerdicts(service, run);
      assert.equal(countJobs(repository), tamperings.length + 2);
      await assertNothingLeft(service, repository);
    });
  }

  it('a branch of the run that somebody moves while it is measured: nothing of theirs counts, and it is theirs', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    await runningJob(repository, 1);
    const [ref] = await repository.git.listRefs(`refs/heads/tinybug/run-${id}`);
    const foreign = await repository.git.resolve('main');
    assert.ok(ref && foreign);
    for (const { ref: moved } of await repository.git.listRefs('refs/heads/tinybug/'))
      await repository.git.git(['update-ref', moved, foreign]);
    await assertRightVerdicts(service, await service.waitForEnd(id));
    const left = await repository.git.listRefs('refs/heads/tinybug/');
    assert.ok(left.length > 0 && left.every(({ sha }) => sha === foreign));
    const notices = (await listEvents(service, id)).filter((event) => event.type === 'notice');
    assert.match(JSON.stringify(notices), /is not Tinybug's/);
  });

  it('a branch of the run that somebody removes while it is measured: the job goes on with its commit', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    await runningJob(repository, 1);
    for (const { ref, sha } of await repository.git.listRefs('refs/heads/tinybug/'))
      await repository.git.git(['update-ref', '-d', ref, sha]);
    await assertRightVerdicts(service, await service.waitForEnd(id));
    await assertNothingLeft(service, repository);
  });

  it('a CI run that somebody cancels at GitHub: the run ends and says so, and nothing is started again', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    const job = await runningJob(repository, 1);
    await cancelAtGithub(service, job.run.id, repository);
    const run = await service.waitForEnd(id);
    assert.equal(run.problem?.code, 'ci-run-cancelled');
    assert.equal(countJobs(repository), 2);
    await assertNothingLeft(service, repository);
  });

  it('a run that is cancelled in Tinybug: its CI runs are stopped within 30 seconds', async () => {
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    const job = await runningJob(repository, 0);
    const cancelledAt = Date.now();
    await service.cancel(id);
    const ended = await service.github.waitForRun(job.run.id);
    assert.equal(ended.conclusion, 'cancelled');
    assert.ok(ended.updatedAt - cancelledAt < 30_000);
    assert.equal((await service.waitForEnd(id)).status, 'Cancelled');
    await assertNothingLeft(service, repository);
  });

  it('a run of branches that is cancelled in Tinybug: every CI run is stopped and every branch removed', async () => {
    const repository = await createBasket(service);
    const { id } = await service.start(repository.fullName);
    await runningJob(repository, 2);
    await service.cancel(id);
    assert.equal((await service.waitForEnd(id)).status, 'Cancelled');
    await assertNothingLeft(service, repository);
    assert.ok(runsOf(service.github, repository).some(({ conclusion }) => conclusion === 'cancelled'));
  });
});

/** Long enough for a job to be ended between two verdicts. */
const EVERY_TEST_TAKES_ITS_TIME = `
import time

import pytest


@pytest.fixture(autouse=True)
def takes_its_time():
    time.sleep(0.5)
`;

/** Of the first job of a run at GitHub. */
async function plannedMutants({ git }: Repository, { sha, jobs }: RunRecord): Promise<number> {
  const text = await git.git(['show', `${sha}:.tinybug/plans/${jobs[0]?.name ?? ''}.json`]);
  const plan = RunnerPlan.parse(JSON.parse(text));
  assert.ok(plan.kind === 'mutants');
  return plan.mutants.length;
}

async function cancelAtGithub({ github }: GithubService, runId: number, repository: Repository): Promise<void> {
  const { text } = github.tokens.create({ permissions: { actions: 'write' } });
  const url = `${github.url}/repos/${repository.fullName}/actions/runs/${runId}/cancel`;
  const { status } = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${text}` } });
  assert.equal(status, 202);
}
