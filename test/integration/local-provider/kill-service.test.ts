import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CiJobHandle } from '../../../service/ci/ci-provider.ts';
import { createLocalCiProvider } from '../../../service/ci/local/local-ci-provider.ts';
import { findProcess, listProcesses } from '../../../service/ci/local/process-table.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import { recordListener, until } from '../../helpers/ci-job.ts';
import { temporaryFolder, testCacheFolder, tinyProject } from '../../helpers/python-projects.ts';
import { FAKE_RUNNER, pythonWithPytest, REAL_RUNNER } from './local-provider-scene.ts';

interface HostedJob {
  readonly jobId: string;
  readonly handle: CiJobHandle;
  readonly runnerPid: number;
  readonly reportPath: string;
  readonly jobsFolder: string;
  kill(): Promise<void>;
}

const ENDLESS_TESTS = 'def test_one():\n    pass\n\ndef test_two():\n    while True:\n        pass\n';

async function hostJob(runnerFolder: string, pytestArguments: string[]): Promise<HostedJob> {
  const jobsFolder = await realpath(await temporaryFolder('jobs'));
  const projectFolder = await tinyProject({ 'test_tiny.py': ENDLESS_TESTS });
  const host = [
    fileURLToPath(new URL('./host-process.ts', import.meta.url)),
    jobsFolder,
    testCacheFolder(),
    runnerFolder,
    projectFolder,
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', ...host, await pythonWithPytest(), ...pytestArguments], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { runId, jobId, handle } = JSON.parse(line) as { runId: string; jobId: string; handle: CiJobHandle };
  return {
    jobId,
    handle,
    jobsFolder,
    runnerPid: Number(handle['pid']),
    reportPath: join(jobsFolder, runId, jobId, 'report.ndjson'),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const createNextProvider = (job: HostedJob, runnerFolder: string) =>
  createLocalCiProvider({
    jobsFolder: job.jobsFolder,
    cacheFolder: testCacheFolder(),
    runnerFolder,
    listener: recordListener(),
    environment: process.env,
  });

const hasLines = async (path: string, count: number): Promise<boolean> =>
  (await readFile(path, 'utf8').catch(() => '')).split('\n').length > count;

/** Processes of the runner's session, and those whose command line names its report. */
async function listRunnerProcesses({ runnerPid, reportPath }: HostedJob): Promise<number[]> {
  const found: number[] = [];
  for (const { pid, sessionId } of await listProcesses()) {
    const commandLine = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
    if (sessionId === runnerPid || commandLine.split('\0').includes(reportPath)) found.push(pid);
  }
  return found;
}

describe('After kill -9 of the service, the local CI provider', () => {
  for (const [name, runnerFolder, pytestArguments] of [
    ['a fake runner', FAKE_RUNNER, ['--never-end']],
    ['the real runner', REAL_RUNNER, []],
  ] as const) {
    it(`has left no process of ${name} behind, calls the job lost and gives its finished records`, async () => {
      const job = await hostJob(runnerFolder, [...pytestArguments]);
      await until(() => hasLines(job.reportPath, 2));
      assert.ok((await listRunnerProcesses(job)).includes(job.runnerPid));
      await job.kill();
      await until(async () => (await listRunnerProcesses(job)).length === 0);

      const provider = createNextProvider(job, runnerFolder);
      const state = await provider.poll(job.jobId, job.handle);
      assert.match(state.state === 'lost' ? state.reason : '', /together with the service/);
      const written = (await readFile(job.reportPath, 'utf8')).split('\n').slice(0, -1);
      const records: RunnerRecord[] = [];
      for await (const record of provider.fetch(job.jobId, job.handle)) records.push(record);
      assert.equal(records.length, written.length);
      assert.deepEqual(
        records.slice(0, 2).map(({ type }) => type),
        ['started', 'collected'],
      );
    });
  }

  it('kills a runner that has not ended by itself at the first `poll`', async () => {
    const job = await hostJob(FAKE_RUNNER, ['--never-end']);
    await until(() => hasLines(job.reportPath, 2));
    const provider = createNextProvider(job, FAKE_RUNNER);
    assert.equal((await provider.poll(job.jobId, job.handle)).state, 'lost');
    assert.equal(await findProcess(job.runnerPid), undefined);
    await job.kill();
  });

  it('leaves alone a process that only has the number of the runner', async () => {
    const job = await hostJob(FAKE_RUNNER, ['--never-end']);
    await until(() => hasLines(job.reportPath, 2));
    const provider = createNextProvider(job, FAKE_RUNNER);
    for (const other of [{ startTime: '1' }, { bootId: 'another' }]) {
      await provider.cancel(job.jobId, { ...job.handle, ...other });
      assert.ok(await findProcess(job.runnerPid));
    }
    await job.kill();
    await until(async () => (await findProcess(job.runnerPid)) === undefined);
  });
});
