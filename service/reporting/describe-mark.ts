import { isContradicted } from '../../shared/mutation-score.ts';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { Triage, TriageKind } from '../../shared/triage.ts';

export const KIND_IN_WORDS: Record<TriageKind, string> = { equivalent: 'equivalent', 'not-useful': 'not useful' };

/** A mark in a sentence; plain text, in which the reason is somebody's own words. */
export function describeMark({ kind, reason, by, at, proposedBy }: Triage, status: MutantStatus): string {
  const proposed = proposedBy === 'agent' ? ', proposed by an agent' : '';
  const wrong = isContradicted(kind, status) ? ' (This is wrong: a test caught it.)' : '';
  return `Marked as ${KIND_IN_WORDS[kind]} by ${by} on ${at.slice(0, 'yyyy-mm-dd'.length)}${proposed}: ${reason}${wrong}`;
}
