import type { Triage } from '../../shared/triage.ts';
import type { MutantDetail } from '../../shared/mutant-result.ts';
import type { StoredMutant, StoredSource, StoredTest } from '../storage/store.ts';
import { diffOfMutant } from './mutant-diff.ts';

/** Everything known about a mutant, from what is stored of it, its file, the run's tests and its mark. */
export function describeMutant(
  { mutant, status, statusReason, coveredBy, result }: StoredMutant,
  source: StoredSource,
  { tests, triage }: { readonly tests: readonly StoredTest[]; readonly triage?: Triage | undefined },
): MutantDetail {
  const idOfTest = new Map(tests.map((test) => [test.index, test.id]));
  return {
    ...mutant,
    status,
    ...(statusReason !== undefined && { statusReason }),
    killedBy: result?.killedBy ?? [],
    diff: diffOfMutant(mutant, source.text),
    coveredBy: coveredBy.flatMap((index) => idOfTest.get(index) ?? []),
    ...(result && { evidence: result.evidence }),
    ...(triage && { triage }),
  };
}
