/** What a tool says became of its mutants, in its own words brought to one. */
export interface ToolCounts {
  readonly killed: number;
  readonly survived: number;
  readonly timeout: number;
  /** Run, with an outcome that is neither: suspicious, crashed, an error. */
  readonly other: number;
  /** Run, but the tool was cut off before it said how they ended. */
  readonly untold: number;
  /** Not run: no test covers them, skipped, filtered out, not reached before the end. */
  readonly notRun: number;
}

export const countNothing: ToolCounts = { killed: 0, survived: 0, timeout: 0, other: 0, untold: 0, notRun: 0 };

/** Mutants on which tests were run, which is what CPU time per mutant is divided by. */
export const executedMutants = ({ killed, survived, timeout, other, untold }: ToolCounts): number =>
  killed + survived + timeout + other + untold;

/** Killed and timed out, of those run with a verdict; `undefined` where there is none. */
export function caughtShare({ killed, survived, timeout }: ToolCounts): number | undefined {
  const judged = killed + survived + timeout;
  return judged === 0 ? undefined : (killed + timeout) / judged;
}

/** @param places where each of the tool's statuses belongs; one that is not named counts as `other` */
export function countTool(statuses: Iterable<string>, places: Readonly<Record<string, keyof ToolCounts>>): ToolCounts {
  const counts: Record<keyof ToolCounts, number> = { ...countNothing };
  for (const status of statuses) counts[places[status] ?? 'other'] += 1;
  return counts;
}
