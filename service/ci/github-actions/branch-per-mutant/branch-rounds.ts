import type { WorkflowRun } from '../../../github/github-api.ts';

/** The runs that an event started on one branch, the newest of each workflow. */
export type BranchRuns = ReadonlyMap<string, WorkflowRun>;

/** @param runs newest first */
export function groupByBranch(
  runs: readonly WorkflowRun[],
  event: string,
  workflowPaths: readonly string[],
): Map<string, Map<string, WorkflowRun>> {
  const byBranch = new Map<string, Map<string, WorkflowRun>>();
  for (const run of runs) {
    if (run.event !== event || !workflowPaths.includes(run.path)) continue;
    const ofBranch = byBranch.get(run.headBranch) ?? new Map<string, WorkflowRun>();
    byBranch.set(run.headBranch, ofBranch);
    if (!ofBranch.has(run.path)) ofBranch.set(run.path, run);
  }
  return byBranch;
}

export interface BranchStanding {
  readonly standing: 'waiting' | 'ended' | 'never-started';
  readonly runs: readonly WorkflowRun[];
}

/** GitHub shows a run within seconds of the push. */
const LONGEST_UNSEEN_MS = 10 * 60_000;

/** Whether everything that tests a branch has ended. */
export function standingOfBranch(
  runs: BranchRuns | undefined,
  workflowPaths: readonly string[],
  waitedMs: number,
): BranchStanding {
  const present = [...(runs?.values() ?? [])];
  const isComplete = workflowPaths.every((path) => runs?.get(path)?.status === 'completed');
  if (isComplete) return { standing: 'ended', runs: present };
  if (waitedMs < LONGEST_UNSEEN_MS || present.some(({ status }) => status !== 'completed'))
    return { standing: 'waiting', runs: present };
  return { standing: present.length === 0 ? 'never-started' : 'ended', runs: present };
}
