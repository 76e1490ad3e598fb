import assert from 'node:assert/strict';
import type { Tampering } from '../helpers/github/actions/artifacts.ts';
import type { JobRecord } from '../helpers/github/actions/run-records.ts';
import type { Repository } from '../helpers/github/repositories.ts';
import { buildZip } from '../helpers/build-zip.ts';
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

async function cancelAtGithub({ github }: GithubService, runId: number, repository: Repository): Promise<void> {
  const { text } = github.tokens.create({ permissions: { actions: 'write' } });
  const url = `${github.url}/repos/${repository.fullName}/actions/runs/${runId}/cancel`;
  const { status } = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${text}` } });
  assert.equal(status, 202);
}
