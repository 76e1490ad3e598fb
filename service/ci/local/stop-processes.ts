import { setTimeout as delay } from 'node:timers/promises';
import { listProcesses, type ProcessEntry } from './process-table.ts';

const CHECK_INTERVAL_MS = 20;
const KILL_WAIT_MS = 2_500;

/**
 * Ends the leader of a session and all that it started: its session, its group, and children that left both.
 * They get SIGTERM and, when the grace is over, SIGKILL. Resolves once none of them is alive.
 *
 * @param leaderPid also the number of its session and group; the leader itself may be gone already
 */
export async function stopProcesses(leaderPid: number, graceMs: number): Promise<void> {
  const family = new Map<number, ProcessEntry>();
  let living = await findFamily(leaderPid, family);
  if (living.length > 0 && graceMs > 0) {
    signalGroup(leaderPid, 'SIGTERM');
    const end = Date.now() + graceMs;
    while (living.length > 0 && Date.now() < end) {
      await delay(CHECK_INTERVAL_MS);
      living = await findFamily(leaderPid, family);
    }
  }
  const end = Date.now() + KILL_WAIT_MS;
  while (living.length > 0) {
    if (Date.now() > end) throw new Error(`processes ${living.map(({ pid }) => pid).join(', ')} do not end`);
    for (const { pid } of living) signalProcess(pid, 'SIGKILL');
    await delay(CHECK_INTERVAL_MS);
    living = await findFamily(leaderPid, family);
  }
}

/** Those alive, remembered in `family`, so that children are still known when their parent is gone. */
async function findFamily(leaderPid: number, family: Map<number, ProcessEntry>): Promise<ProcessEntry[]> {
  const table = await listProcesses();
  const members = new Set<number>();
  const isMember = (entry: ProcessEntry): boolean =>
    entry.pid === leaderPid ||
    entry.groupId === leaderPid ||
    entry.sessionId === leaderPid ||
    members.has(entry.parentPid) ||
    family.get(entry.pid)?.startTime === entry.startTime;
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const entry of table) if (isMember(entry)) members.add(entry.pid);
  }
  const living = table.filter(({ pid }) => members.has(pid));
  for (const entry of living) family.set(entry.pid, entry);
  return living;
}

function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  signalProcess(process.platform === 'win32' ? groupId : -groupId, signal);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
