import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../../../service/ci/local/python/run-command.ts';
import { findProcess } from '../../../../../service/ci/local/process-table.ts';
import { until } from '../../../../helpers/ci-job.ts';
import { temporaryFolder } from '../../../../helpers/python-projects.ts';

const options = { folder: tmpdir(), environment: { PATH: process.env['PATH'] ?? '' } };

describe('runCommand', () => {
  it('gives exit code and output', async () => {
    const result = await runCommand(['sh', '-c', 'echo "$1"; echo err >&2; exit 3', 'sh', 'a b'], options);
    assert.equal(result.exitCode, 3);
    assert.equal(result.stdout, 'a b\n');
    assert.deepEqual(result.output.split('\n').sort(), ['', 'a b', 'err']);
  });

  it('gives the command no input to wait for', async () => {
    assert.equal((await runCommand(['cat'], options)).exitCode, 0);
  });

  it('ends the command and its children when it is aborted', async () => {
    const file = join(await temporaryFolder('pid'), 'pid');
    const controller = new AbortController();
    const running = runCommand(['sh', '-c', `sleep 600 & echo $! > ${file}; wait`], {
      ...options,
      abortSignal: controller.signal,
    });
    const pid = () => readFile(file, 'utf8').then(Number, () => 0);
    await until(async () => (await pid()) > 0);
    controller.abort(new Error('enough'));
    await assert.rejects(running, /enough/);
    assert.equal(await findProcess(await pid()), undefined);
  });

  it('starts nothing that outlives this process, even after kill -9', async () => {
    const file = join(await temporaryFolder('pid'), 'pid');
    const script = `import { runCommand } from './service/ci/local/python/run-command.ts';
      await runCommand(['sh', '-c', 'sleep 600 & echo $! > ${file}; wait'], ${JSON.stringify(options)});`;
    const host = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      stdio: 'inherit',
    });
    const pid = () => readFile(file, 'utf8').then(Number, () => 0);
    await until(async () => (await pid()) > 0);
    assert.ok(await findProcess(await pid()));
    host.kill('SIGKILL');
    await once(host, 'exit');
    await until(async () => (await findProcess(await pid())) === undefined);
  });
});
