import { summariseTriage, type TriageSummary } from '../../shared/mutation-score.ts';
import type { Run } from '../../shared/run.ts';
import type { Store } from '../storage/store.ts';
import { formatCount, formatShare } from '../pages/wording.ts';

/** The runs with what the marks of their mutants say of them now. */
export async function addTriage(store: Pick<Store, 'countMarks'>, runs: readonly Run[]): Promise<Run[]> {
  const counts = await store.countMarks(runs.map(({ id }) => id));
  return runs.map((run) => {
    const triage = summariseTriage(counts.get(run.id) ?? [], run.score);
    return triage === undefined ? run : { ...run, triage };
  });
}

/** Such as `81.2 % without 4 marked mutants: 3 equivalent, 1 not useful`; undefined where no uncaught mutant is marked. */
export function describeMarks({ equivalent, notUseful, scoreWithout }: TriageSummary): string | undefined {
  const kinds = [
    ...(equivalent > 0 ? [`${formatCount(equivalent)} equivalent`] : []),
    ...(notUseful > 0 ? [`${formatCount(notUseful)} not useful`] : []),
  ].join(', ');
  const marked = equivalent + notUseful;
  if (marked === 0) return undefined;
  const count = formatCount(marked);
  if (scoreWithout === undefined)
    return `${count} uncaught ${marked === 1 ? 'mutant is' : 'mutants are'} marked: ${kinds}`;
  return `${formatShare(scoreWithout)} without ${count} marked ${marked === 1 ? 'mutant' : 'mutants'}: ${kinds}`;
}

/** A sentence about marks that are wrong; undefined where none is. */
export function describeContradictions({ contradicted }: TriageSummary): string | undefined {
  if (contradicted === 0) return undefined;
  return contradicted === 1
    ? 'A mutant that is marked as equivalent was caught by a test: the mark is wrong.'
    : `${formatCount(contradicted)} mutants that are marked as equivalent were caught by tests: their marks are wrong.`;
}
