import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { stopProcesses } from '../../service/ci/local/stop-processes.ts';
import { readTreeUsage } from './process-usage.ts';

export interface ConfinedCommand {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Receives standard output and standard error. */
  readonly outputPath: string;
  readonly limits: ProcessLimits;
}

export interface ProcessLimits {
  /** Of the whole process tree. */
  readonly cpuMs: number;
  /** A tree that uses no CPU for so long hangs. */
  readonly idleMs: number;
  /** Address space of each process. */
  readonly memoryKb: number;
}

export interface ConfinedEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it was ended for. */
  readonly overrun: 'cpu' | 'idle' | undefined;
  readonly cpuMs: number;
  readonly wallMs: number;
}

const READING_INTERVAL_MS = 100;
const IDLE_CPU_SHARE = 0.02;
const IDLE_RUNNABLE_SHARE = 0.1;

/**
 * Sets the limits that the kernel keeps, and leaves a watcher behind, nobody's child, that ends the group as soon as
 * the oracle is gone and with it the other end of descriptor 3.
 */
const LAUNCH = `
ulimit -v "$1"; ulimit -t "$2"; ulimit -f 2097152; ulimit -c 0; shift 2
( ( read -r _ <&3; kill -9 "-$$" ) >/dev/null 2>&1 & )
exec "$@" 3<&-`;

/** Runs a command in a session of its own and ends all of it: at its end, at an overrun, and with this process. */
export async function runConfined(confined: ConfinedCommand): Promise<ConfinedEnd> {
  const { command, folder, environment, outputPath, limits } = confined;
  const startedAt = performance.now();
  const output = await open(outputPath, 'w');
  const seconds = Math.ceil(limits.cpuMs / 1000) * 2;
  const child = spawn('/bin/sh', ['-c', LAUNCH, 'sh', String(limits.memoryKb), String(seconds), ...command], {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
    detached: true,
  });
  const exit = new Promise<Pick<ConfinedEnd, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
  const pid = child.pid ?? 0;
  const watch = new TreeWatch(pid, limits);
  try {
    const end = await Promise.race([exit, watch.overrun()]);
    if (watch.found !== undefined) await stopProcesses(pid, 0);
    return { ...('exitCode' in end ? end : await exit), ...watch.summary(), wallMs: performance.now() - startedAt };
  } finally {
    watch.stop();
    if (pid > 0) await stopProcesses(pid, 0);
    child.stdio[3]?.destroy();
    await output.close();
  }
}

/** Reads what the process tree uses, again and again. */
class TreeWatch {
  found: 'cpu' | 'idle' | undefined;
  private readonly ending = new AbortController();
  private readonly pid: number;
  private readonly limits: ProcessLimits;
  private cpuMs = 0;
  private window = { startedAt: performance.now(), cpuMs: 0, readings: 0, runnable: 0 };

  constructor(pid: number, limits: ProcessLimits) {
    this.pid = pid;
    this.limits = limits;
  }

  /** Resolves at the first overrun, and never where `stop` comes before. */
  async overrun(): Promise<object> {
    for (;;) {
      await delay(READING_INTERVAL_MS, undefined, { signal: this.ending.signal }).catch(
        () => new Promise(() => undefined),
      );
      const { cpuMs, isRunnable } = await readTreeUsage(this.pid);
      // The highest sum ever seen: the time of a child that nobody waited for is lost.
      this.cpuMs = Math.max(this.cpuMs, cpuMs);
      this.window.readings += 1;
      this.window.runnable += Number(isRunnable);
      if (this.ending.signal.aborted) continue;
      this.found = this.cpuMs > this.limits.cpuMs ? 'cpu' : this.isIdle() ? 'idle' : undefined;
      if (this.found !== undefined) return {};
    }
  }

  private isIdle(): boolean {
    const { startedAt, cpuMs, readings, runnable } = this.window;
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < this.limits.idleMs) return false;
    if (this.cpuMs - cpuMs < IDLE_CPU_SHARE * elapsedMs && runnable < IDLE_RUNNABLE_SHARE * readings) return true;
    this.window = { startedAt: performance.now(), cpuMs: this.cpuMs, readings: 0, runnable: 0 };
    return false;
  }

  summary(): Pick<ConfinedEnd, 'overrun' | 'cpuMs'> {
    return { overrun: this.found, cpuMs: this.cpuMs };
  }

  stop(): void {
    this.ending.abort();
  }
}
