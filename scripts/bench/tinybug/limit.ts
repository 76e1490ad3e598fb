import type { MutantResult } from '../../../shared/mutant-result.ts';
import type { MutantsPlan } from '../../../shared/runner-plan.ts';

/** What no runner can beat: the tests that a verdict needs, in a process where everything is imported, and nothing else. */
export interface Limit {
  /** Killed and survived mutants; the others have no limit. */
  readonly mutants: number;
  /** The killing test's own time for each kill, the covering tests' time for each survivor. */
  readonly cpuMs: number;
}

/** @param testCpuMs CPU time of setup, call and teardown of each test, by id */
export function findLimit(
  results: readonly MutantResult[],
  plan: Pick<MutantsPlan, 'mutants' | 'tests'>,
  testCpuMs: ReadonlyMap<string, number>,
): Limit {
  const planned = new Map(plan.mutants.map((mutant) => [mutant.id, mutant]));
  const timeOf = (id: string | undefined): number => testCpuMs.get(id ?? '') ?? 0;
  let [mutants, cpuMs] = [0, 0];
  for (const { mutantId, status, killedBy } of results) {
    if (status !== 'Killed' && status !== 'Survived') continue;
    mutants += 1;
    // A mutant that keeps a file from being collected needs no test at all, and the file's name is none.
    if (status === 'Killed') cpuMs += timeOf(killedBy[0]);
    else for (const test of planned.get(mutantId)?.tests ?? []) cpuMs += timeOf(plan.tests[test]?.id);
  }
  return { mutants, cpuMs };
}
