import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { listProcesses, type ProcessEntry } from '../../../../service/ci/local/process-table.ts';
import { stopProcesses } from '../../../../service/ci/local/stop-processes.ts';

const LOOK_AGAIN_MS = 50;
/** A process of a step that does not end when it is asked to is killed then. */
const KILL_AFTER_MS = 1_000;

/**
 * Ends a job as GitHub cancels one: the step at hand is ended, and of those behind it only those run that are to run always.
 *
 * @param leaderPid of the session in which act runs
 * @param mayGoOn whether the step at hand is one of those
 * @param graceMs after which everything is killed
 */
export async function cancelAct(leaderPid: number, mayGoOn: () => boolean, graceMs: number): Promise<void> {
  const askedAt = new Map<string, number>();
  const end = Date.now() + graceMs;
  while (Date.now() < end) {
    const table = await listProcesses();
    if (!table.some(({ pid }) => pid === leaderPid)) break;
    if (!mayGoOn()) for (const entry of await findStepProcesses(table, leaderPid)) endProcess(entry, askedAt);
    await pause(LOOK_AGAIN_MS);
  }
  await stopProcesses(leaderPid, 0);
}

/** What act has started, and not act itself. */
async function findStepProcesses(table: readonly ProcessEntry[], leaderPid: number): Promise<ProcessEntry[]> {
  const children = table.filter(({ parentPid }) => parentPid === leaderPid);
  const names = await Promise.all(children.map(({ pid }) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  const found = new Set(children.filter((_, index) => names[index]?.trim() === 'act').map(({ pid }) => pid));
  const acts = [...found];
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parentPid } of table) if (found.has(parentPid)) found.add(pid);
  }
  return table.filter(({ pid }) => found.has(pid) && !acts.includes(pid));
}

function endProcess({ pid, startTime }: ProcessEntry, askedAt: Map<string, number>): void {
  const key = `${pid} ${startTime}`;
  const asked = askedAt.get(key);
  if (asked !== undefined && Date.now() - asked < KILL_AFTER_MS) return;
  askedAt.set(key, asked ?? Date.now());
  try {
    process.kill(pid, asked === undefined ? 'SIGTERM' : 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
