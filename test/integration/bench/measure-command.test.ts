import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureCommand, type Measurement, type MeasurementLimits } from '../../../scripts/bench/measure-command.ts';
import { isAlive } from './process-liveness.ts';
import { temporaryFolder } from '../../helpers/python-projects.ts';

const GENEROUS: MeasurementLimits = { seconds: 50, memoryMb: 4000 };

interface Measured {
  readonly measurement: Measurement;
  readonly output: string;
}

async function measurePython(script: string, limits: MeasurementLimits = GENEROUS): Promise<Measured> {
  const folder = await temporaryFolder('bench');
  const outputPath = join(folder, 'output');
  const environment = { PATH: process.env['PATH'] ?? '' };
  const measurement = await measureCommand({
    command: ['python3', '-c', script],
    folder,
    environment,
    outputPath,
    limits,
    processMemoryMb: undefined,
  });
  return { measurement, output: await readFile(outputPath, 'utf8') };
}

describe('measureCommand', function () {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('counts the CPU time of an orphan that nobody in the tree waits for', async () => {
    // The orphan's end reaches the first process through the pipe, so that the tree ends after it.
    const { measurement } = await measurePython(`
import os, time
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(reading)
        while time.process_time() < 0.4:
            pass
        os._exit(0)
    os._exit(0)
os.close(writing)
os.wait()
os.read(reading, 1)
`);
    assert.equal(measurement.exitCode, 0);
    assert.ok(measurement.cpuMs >= 400, `${measurement.cpuMs} ms were counted`);
  });

  it('asks a command to stop at its time limit and keeps what it then says', async () => {
    const script = `
import signal, time
try:
    print("begun", flush=True)
    while True:
        time.sleep(60)
except KeyboardInterrupt:
    print("stopped", flush=True)
`;
    const { measurement, output } = await measurePython(script, { ...GENEROUS, seconds: 6 });
    assert.equal(measurement.cutOff, 'time');
    assert.equal(output, 'begun\nstopped\n');
  });

  it('leaves no process behind, not even one of another session', async () => {
    const { measurement, output } = await measurePython(`
import os, time
pid = os.fork()
if pid == 0:
    os.setsid()
    time.sleep(600)
print(pid, flush=True)
`);
    assert.equal(measurement.exitCode, 0);
    assert.equal(measurement.leftOver, 1);
    assert.equal(isAlive(Number(output)), false);
  });

  it('ends a tree that uses more memory than its limit', async () => {
    const script =
      'import time\nheld = bytearray(300 * 1024 * 1024)\nheld[::4096] = b"x" * len(held[::4096])\ntime.sleep(600)';
    const { measurement } = await measurePython(script, { ...GENEROUS, memoryMb: 100 });
    assert.equal(measurement.cutOff, 'memory');
    assert.ok(measurement.peakMemoryMb > 100);
  });

  it('tells how a command ended that cannot be started', async () => {
    const folder = await temporaryFolder('bench');
    const measurement = await measureCommand({
      command: ['there-is-no-such-command'],
      folder,
      environment: { PATH: process.env['PATH'] ?? '' },
      outputPath: join(folder, 'output'),
      limits: GENEROUS,
      processMemoryMb: undefined,
    });
    assert.equal(measurement.exitCode, 127);
    assert.match(await readFile(join(folder, 'output'), 'utf8'), /there-is-no-such-command cannot be started/);
  });
});
