import type { MeasuredScale } from './measure-run.ts';
import type { HostedService } from './hosted-service.ts';
import type { ScaleProject } from './scale-project.ts';

export interface BranchFigures {
  /** From the end of the selection until GitHub had a run for every branch. */
  readonly startedMs: number;
  readonly branches: number;
  /** Within any ten seconds, those removed at the end included. */
  readonly mostRefsIn10S: number;
}

/** How long the branches of a run took to be pushed and to have their CI runs. */
export async function readBranchFigures(
  { github }: HostedService,
  { store }: ScaleProject,
  { run }: MeasuredScale,
): Promise<BranchFigures> {
  const events = await store.listEvents(run.id, 0, 1_000);
  const selected = events.find(({ payload }) => payload.type === 'phase-started' && payload.phase === 'measure');
  if (selected === undefined) throw new Error('The run has no mutants to measure.');
  const started = github.runs.filter(
    ({ headBranch }) => headBranch.includes(run.id) && /^tinybug\/(mutant|canary)-/.test(headBranch),
  );
  return {
    startedMs: Math.max(...started.map(({ createdAt }) => createdAt)) - Date.parse(selected.at),
    branches: started.length,
    mostRefsIn10S: github.counts.mostRefsIn10S,
  };
}
