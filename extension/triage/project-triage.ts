import { z } from 'zod';
import { isContradicted, isUndetected } from '../../shared/mutation-score.ts';
import { MutantId, type MutantStatus } from '../../shared/mutant.ts';
import { Identifier } from '../../shared/run.ts';
import { Triage, triageAfter, type TriageChange } from '../../shared/triage.ts';

/** What is kept of a record of triage when the workspace is closed. */
export const TriageSnapshot = z.strictObject({
  repositoryId: Identifier,
  lastSequence: z.int().min(0),
  marks: z.array(z.strictObject({ mutantId: MutantId, sequence: z.int().min(1), triage: Triage })),
});
export type TriageSnapshot = z.infer<typeof TriageSnapshot>;

/** The marks that the team has made in a project's repository. */
export interface ProjectTriage {
  of(mutantId: string): Triage | undefined;
  /** The record of another repository is another one: then nothing is known. Returns the mutants that had a mark. */
  belongTo(repositoryId: string): string[];
  /** The last entry of the record up to which all are known. */
  readonly lastSequence: number;
  /** Takes up entries of the record in its order, and returns the mutants they are about. */
  follow(changes: readonly TriageChange[]): string[];
  /** Takes up an entry out of its order: the answer to a mark of one's own. What is known and newer stays. */
  hear(change: TriageChange): void;
  snapshot(): TriageSnapshot | undefined;
  restore(snapshot: TriageSnapshot): void;
}

interface Known {
  readonly sequence: number;
  readonly triage: Triage | undefined;
}

export function createProjectTriage(): ProjectTriage {
  const known = new Map<string, Known>();
  let repositoryId: string | undefined;
  let lastSequence = 0;
  const hear = (change: TriageChange): void => {
    const { mutantId, sequence } = change;
    if (sequence > (known.get(mutantId)?.sequence ?? 0)) known.set(mutantId, { sequence, triage: triageAfter(change) });
  };
  const marks = () =>
    [...known].flatMap(([mutantId, { sequence, triage }]) =>
      triage === undefined ? [] : [{ mutantId, sequence, triage }],
    );
  return {
    of: (mutantId) => known.get(mutantId)?.triage,
    belongTo(id) {
      if (id === repositoryId) return [];
      // What was heard before it was known whose record it belongs to comes again with that record.
      const forgotten = repositoryId === undefined ? [] : marks().map(({ mutantId }) => mutantId);
      if (repositoryId !== undefined) known.clear();
      lastSequence = 0;
      repositoryId = id;
      return forgotten;
    },
    get lastSequence() {
      return lastSequence;
    },
    follow(changes) {
      for (const change of changes) hear(change);
      lastSequence = Math.max(lastSequence, ...changes.map(({ sequence }) => sequence));
      return changes.map(({ mutantId }) => mutantId);
    },
    hear,
    snapshot: () => (repositoryId === undefined ? undefined : { repositoryId, lastSequence, marks: marks() }),
    restore(snapshot) {
      known.clear();
      for (const { mutantId, ...mark } of snapshot.marks) known.set(mutantId, mark);
      ({ repositoryId, lastSequence } = snapshot);
    },
  };
}

/** What a mark makes of a mutant: `open` without one, `settled` where nobody need look at it, `contradicted` where a test caught what cannot be caught. */
export type Standing = 'open' | 'settled' | 'contradicted' | 'caught';

export function standingOf(status: MutantStatus, triage: Triage | undefined): Standing {
  if (triage !== undefined && isContradicted(triage.kind, status)) return 'contradicted';
  if (!isUndetected(status)) return 'caught';
  return triage === undefined ? 'open' : 'settled';
}
