import { readdir, readFile } from 'node:fs/promises';

/** CPU time of a process tree so far, and whether any of it wants to go on. */
export interface TreeUsage {
  readonly cpuMs: number;
  readonly isRunnable: boolean;
}

interface ProcessUsage extends TreeUsage {
  readonly pid: number;
  readonly parentPid: number;
  readonly sessionId: number;
}

/** The kernel's clock ticks for user space, 100 a second on every Linux there is. */
const TICK_MS = 10;

/** Linux: the leader of a session, all of its session, and their descendants; children that were waited for included. */
export async function readTreeUsage(leaderPid: number): Promise<TreeUsage> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const table = (await Promise.all(pids.map(readUsage))).filter((usage) => usage !== undefined);
  const members = new Set([leaderPid]);
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const { pid, parentPid, sessionId } of table)
      if (sessionId === leaderPid || members.has(parentPid)) members.add(pid);
  }
  const tree = table.filter(({ pid }) => members.has(pid));
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    isRunnable: tree.some(({ isRunnable }) => isRunnable),
  };
}

async function readUsage(pid: string): Promise<ProcessUsage | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses can hold anything. Behind it: state, parent, group, session, …, four times of CPU from the 12th on.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return {
    pid: Number(pid),
    parentPid: Number(fields[1]),
    sessionId: Number(fields[3]),
    cpuMs: ticks * TICK_MS,
    isRunnable: fields[0] === 'R' || fields[0] === 'D',
  };
}
