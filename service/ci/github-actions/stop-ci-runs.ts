import type { GithubRepository, UnfinishedStatus, WorkflowRun } from '../../github/github-api.ts';

const UNFINISHED: readonly UnfinishedStatus[] = ['queued', 'in_progress', 'pending', 'requested', 'waiting'];

/** Asks GitHub to end the CI runs that have not ended, whatever they wait for. */
export async function stopCiRuns(github: GithubRepository, isMeant: (run: WorkflowRun) => boolean): Promise<void> {
  const stopped = new Set<number>();
  for (const status of UNFINISHED) {
    for (const run of await github.findRuns({ status })) {
      if (stopped.has(run.id) || !isMeant(run)) continue;
      stopped.add(run.id);
      await github.cancelRun(run.id);
    }
  }
}
