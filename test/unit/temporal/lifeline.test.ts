import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lifelineCommand } from '../../../service/temporal/lifeline.ts';

for (const platform of ['linux', 'win32'] as const) {
  describe(`lifelineCommand on ${platform}`, () => {
    const start = (executable: string, ...executableArguments: string[]) => {
      const { command, commandArguments } = lifelineCommand(executable, executableArguments, platform);
      return spawn(command, commandArguments, { stdio: ['pipe', 'pipe', 'inherit'] });
    };

    it('ends the command when standard input ends', async () => {
      const child = start(process.execPath, '-e', 'console.log(process.pid); setInterval(() => undefined, 1000)');
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      assert.ok(isRunning(pid));
      child.stdin.end();
      await once(child, 'exit');
      assert.equal(isRunning(pid), false);
    });

    it('ends with the status of a command that ends by itself, and passes its arguments on unchanged', async () => {
      const child = start(
        process.execPath,
        '-e',
        'console.log(process.argv[1]); process.exitCode = 7',
        `a "b" $HOME 'c'`,
      );
      const output = once(child.stdout, 'data') as Promise<[Buffer]>;
      const [status] = (await once(child, 'exit')) as [number];
      assert.equal(status, 7);
      assert.equal((await output)[0].toString(), `a "b" $HOME 'c'\n`);
    });
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
