import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** 0 where the system does not tell. */
  readonly sessionId: number;
  /** Tells a process from a later one with the same number, until the machine starts again. */
  readonly startTime: string;
}

/** Every process that is alive; those that have ended and wait for their parent are not. */
export async function listProcesses(): Promise<ProcessEntry[]> {
  if (process.platform !== 'linux') return listByPs(['-ax']);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(pids.map((pid) => readProcEntry(Number(pid))));
  return entries.filter((entry) => entry !== undefined);
}

export async function findProcess(pid: number): Promise<ProcessEntry | undefined> {
  if (process.platform === 'linux') return readProcEntry(pid);
  return (await listByPs(['-p', String(pid)]))[0];
}

/** Another one after every start of the machine; empty where start times are dates. */
export async function readBootId(): Promise<string> {
  if (process.platform !== 'linux') return '';
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

async function readProcEntry(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses can hold anything, parentheses included. Behind it: state, parent, group, session, …, start (the 20th).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state, parentPid, groupId, sessionId] = fields;
  const startTime = fields[19];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parentPid: Number(parentPid), groupId: Number(groupId), sessionId: Number(sessionId), startTime };
}

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/;

async function listByPs(selection: readonly string[]): Promise<ProcessEntry[]> {
  const columns = ['-o', 'pid=', '-o', 'ppid=', '-o', 'pgid=', '-o', 'stat=', '-o', 'lstart='];
  const { stdout } = await promisify(execFile)('ps', [...selection, ...columns]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parentPid, groupId, state = 'Z', startTime = ''] = PS_LINE.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parentPid: Number(parentPid), groupId: Number(groupId), sessionId: 0, startTime }];
  });
}
