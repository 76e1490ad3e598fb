import { spawn } from 'node:child_process';

const BUSY = 'for (;;) if (process.ppid === 1) process.exit();';

/** Runs `work` beside processes that take all the time they get. */
export async function onBusyMachine<Result>(processes: number, work: () => Promise<Result>): Promise<Result> {
  const busy = Array.from({ length: processes }, () => spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }));
  try {
    return await work();
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}
