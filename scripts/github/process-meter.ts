import { readFile } from 'node:fs/promises';
import { readTreeUsage } from '../oracle/process-usage.ts';

const SAMPLE_MS = 250;

export interface ProcessCost {
  /** User and system time of the process and of what it started, git among it. */
  readonly cpuMs: number;
  readonly residentBeforeMb: number;
  readonly residentPeakMb: number;
}

/** What a process takes while something else goes on. */
export async function meterProcess<Result>(
  pid: number,
  work: () => Promise<Result>,
): Promise<{ result: Result; cost: ProcessCost }> {
  const before = await readTreeUsage(pid);
  const residentBeforeMb = await readResidentMb(pid);
  let residentPeakMb = residentBeforeMb;
  const timer = setInterval(() => {
    void readResidentMb(pid).then((now) => {
      residentPeakMb = Math.max(residentPeakMb, now);
    });
  }, SAMPLE_MS);
  try {
    const result = await work();
    const { cpuMs } = await readTreeUsage(pid);
    return { result, cost: { cpuMs: cpuMs - before.cpuMs, residentBeforeMb, residentPeakMb } };
  } finally {
    clearInterval(timer);
  }
}

async function readResidentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
