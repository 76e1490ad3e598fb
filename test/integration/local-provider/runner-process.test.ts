import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CiJob, CiJobHandle } from '../../../service/ci/ci-provider.ts';
import { findProcess } from '../../../service/ci/local/process-table.ts';
import { TinybugError } from '../../../shared/error-code.ts';
import { createBaselineJob, runOf, startCiJob, until } from '../../helpers/ci-job.ts';
import { tinyProject } from '../../helpers/python-projects.ts';
import { createFakeScene, pythonWithPytest, type LocalProviderScene } from './local-provider-scene.ts';

describe('The local CI provider', () => {
  let scene: LocalProviderScene;
  beforeEach(async () => {
    scene = await createFakeScene();
  });
  afterEach(() => scene.close());

  async function start(behaviour: string): Promise<{ job: CiJob; handle: CiJobHandle }> {
    const project = await tinyProject({ 'test_fake.py': '' });
    const job = createBaselineJob(project, {
      pytestArguments: [behaviour],
      settings: { python: await pythonWithPytest() },
    });
    return { job, handle: await startCiJob(scene.provider, job) };
  }

  async function runToEnd(behaviour: string) {
    const { job, handle } = await start(behaviour);
    await until(() => scene.listener.changes.includes(job.jobId));
    return { job, handle, state: await scene.provider.poll(job.jobId, handle) };
  }

  const recordsOf = (job: CiJob) => scene.listener.records.get(job.jobId) ?? [];
  const logOf = (job: CiJob) => join(scene.jobsFolder, job.runId, job.jobId, 'runner.log');
  const pidsIn = async (job: CiJob) => ((await readFile(logOf(job), 'utf8')).match(/^\d+$/gm) ?? []).map(Number);

  it('gives the exit code and the last lines of the log, without escape codes, as the reason of a loss', async () => {
    const { job, state } = await runToEnd('--die');
    const log = join(scene.jobsFolder, `${job.runId}.log`);
    const reason = `The runner ended with exit code 3 before its report was whole. The last lines of its log, ${log}:\nout of luck`;
    assert.deepEqual(state, { state: 'lost', reason });
    await scene.provider.cleanUp(runOf(job));
    assert.match(await readFile(log, 'utf8'), /out of luck/);
  });

  it('ignores a line of the report that was half written when the runner died', async () => {
    const { job } = await runToEnd('--die');
    assert.deepEqual(
      recordsOf(job).map(({ type }) => type),
      ['started', 'collected', 'test'],
    );
  });

  it('names the signal that ended the runner', async () => {
    const { state } = await runToEnd('--die-by-signal');
    assert.match(state.state === 'lost' ? state.reason : '', /ended by signal SIGKILL .* It printed nothing\./);
  });

  it('calls a job whose report ends with `failed` finished', async () => {
    const { job, state } = await runToEnd('--fail');
    assert.deepEqual(state, { state: 'finished' });
    assert.deepEqual(recordsOf(job).at(-1), { type: 'failed', code: 'no-tests', message: 'pytest collected no tests' });
  });

  it('refuses a complete line that is no record as `runner-failed`, naming a log that is there', async () => {
    const { job, handle } = await runToEnd('--write-nonsense');
    const log = join(scene.jobsFolder, `${job.runId}.log`);
    await assert.rejects(
      async () => {
        for await (const record of scene.provider.fetch(job.jobId, handle)) assert.notEqual(record.type, 'finished');
      },
      (error) => error instanceof TinybugError && error.code === 'runner-failed' && error.message.includes(log),
    );
    assert.match(await readFile(log, 'utf8'), /nonsense was written/);
  });

  it('keeps the beginning and the end of a log that is too long', async () => {
    const { job, state } = await runToEnd('--babble');
    assert.deepEqual(state, { state: 'finished' });
    const log = await readFile(logOf(job), 'utf8');
    assert.ok((await stat(logOf(job))).size < 5 * 1024 * 1024);
    assert.match(log, /^line 0 x/);
    assert.match(log, /\n… \d+ bytes left out …\n/);
    assert.match(log, /the last line\n$/);
  });

  it('ends processes that the tests left behind', async () => {
    const { job, state } = await runToEnd('--leave-a-process');
    assert.deepEqual(state, { state: 'finished' });
    const [pid = 0] = await pidsIn(job);
    assert.ok(pid > 0);
    assert.equal(await findProcess(pid), undefined);
  });

  it('cancels within five seconds what ignores SIGTERM, with its children, those of another session too', async () => {
    const { job, handle } = await start('--never-end-and-refuse-to');
    await until(() => recordsOf(job).length === 4);
    const pids = [Number(handle['pid']), ...(await pidsIn(job))];
    assert.equal(pids.length, 3);
    for (const pid of pids) assert.ok(await findProcess(pid));
    const begin = performance.now();
    await scene.provider.cancel(job.jobId, handle);
    assert.ok(performance.now() - begin < 5_000);
    for (const pid of pids) assert.equal(await findProcess(pid), undefined);
  });

  it('runs tests in the project, as if the environment were activated, without the secrets of Tinybug', async () => {
    const { job } = await runToEnd('--show-environment');
    const environment = JSON.parse(await readFile(logOf(job), 'utf8')) as Record<string, string>;
    assert.equal(environment['cwd'], job.source.repository.location);
    assert.equal(environment['PWD'], job.source.repository.location);
    assert.equal(environment['PYTHONHASHSEED'], '0');
    assert.equal(environment['PYTHONDONTWRITEBYTECODE'], '1');
    assert.equal(environment['HOME'], process.env['HOME']);
    const virtualEnvironment = environment['VIRTUAL_ENV'] ?? '';
    assert.ok(environment['PATH']?.startsWith(join(virtualEnvironment, 'bin')));
    assert.ok(existsSync(join(virtualEnvironment, 'pyvenv.cfg')));
    const withheld = Object.keys(environment).filter((name) => /^(TINYBUG|GITHUB|POSTGRES|TEMPORAL)_/.test(name));
    assert.deepEqual(withheld, []);
  });

  it('ends its runners at `close`', async () => {
    const { job, handle } = await start('--never-end');
    await until(() => recordsOf(job).length === 3);
    await scene.provider.close();
    assert.equal(await findProcess(Number(handle['pid'])), undefined);
  });

  it('refuses a project that is not there as `path-missing`', async () => {
    const job = createBaselineJob('/no/such/project');
    await assert.rejects(scene.provider.prepare([job], new AbortController().signal), { code: 'path-missing' });
  });
});
