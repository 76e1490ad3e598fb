import type { Triage, TriageKind } from '../../shared/triage.ts';
import type { Translate } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';

const LARGEST_REASON = 500;
const LARGEST_NAME = 80;

export function describeKind(kind: TriageKind, t: Translate): string {
  switch (kind) {
    case 'equivalent':
      return t('equivalent');
    case 'not-useful':
      return t('not useful');
  }
}

/** Who has marked a mutant, when and why; plain text, in which the reason is somebody's own words. */
export function describeTriage({ kind, reason, by, at, proposedBy }: Triage, t: Translate): string {
  const [who, when] = [oneLine(by, LARGEST_NAME), at.slice(0, 'yyyy-mm-dd'.length)];
  const why = oneLine(reason, LARGEST_REASON);
  return proposedBy === 'agent'
    ? t('Marked as {0} by {1} on {2}, proposed by an agent: {3}', describeKind(kind, t), who, when, why)
    : t('Marked as {0} by {1} on {2}: {3}', describeKind(kind, t), who, when, why);
}
