/** What one run said of each mutant, by the mutant's id. */
export type RunStatuses = ReadonlyMap<string, string>;

export interface Flip {
  readonly mutantId: string;
  /** One for each run, in their order; `missing` where a run had no result. */
  readonly statuses: readonly string[];
}

/** Mutants that the runs do not agree on, in the order of their ids. */
export function findFlips(runs: readonly RunStatuses[]): Flip[] {
  const ids = [...new Set(runs.flatMap((run) => [...run.keys()]))].sort();
  return ids.flatMap((mutantId) => {
    const statuses = runs.map((run) => run.get(mutantId) ?? 'missing');
    return new Set(statuses).size > 1 ? [{ mutantId, statuses }] : [];
  });
}
