import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { execa } from 'execa';
import { PYTEST } from './bench-project.ts';

/** What a reader needs to compare the figures with those of another machine. */
export interface MachineFacts {
  readonly date: string;
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly python: string;
  /** Mean number of running processes in the minute before the start. */
  readonly loadBefore: number;
}

export async function readMachineFacts(python: string): Promise<MachineFacts> {
  const question = 'import platform; print(platform.python_implementation(), platform.python_version())';
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    python: (await execa(python, ['-c', question])).stdout,
    loadBefore: loadavg()[0] ?? 0,
  };
}

export function describeMachine(facts: MachineFacts, loadAfter: number): string {
  const { date, cores, cpuModel, memoryGb, kernel, node, python, loadBefore } = facts;
  return (
    `Measured on ${date}: ${cores} cores (${cpuModel}), ${memoryGb} GiB, ${kernel}, ${python}, ${PYTEST.replace('==', ' ')}, ` +
    `Node ${node}. Load average ${loadBefore.toFixed(1)} at the start and ${loadAfter.toFixed(1)} at the end; ` +
    `an idle machine starts near 0 and ends near the number of processes side by side.`
  );
}
