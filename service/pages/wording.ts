import type { MutantStatus } from '../../shared/mutant.ts';
import type { MutantCounts, WithheldReason } from '../../shared/mutation-score.ts';
import type { Run, RunPhase } from '../../shared/run.ts';

/** Why there is no score, in a sentence each. */
export const WITHHELD_IN_WORDS: Record<WithheldReason, string> = {
  'baseline-failed': 'The tests fail without any planted bug, so a failing test proves nothing.',
  'shard-missing': 'Part of the mutants was not measured to the end.',
  'canary-not-caught': 'A bug that had to be noticed was not, so the verdicts cannot be trusted.',
  'too-many-without-verdict': 'More than 10 % of the mutants have no verdict.',
  'nothing-valid': 'No mutant has a verdict.',
  'run-incomplete': 'The run ended before every mutant was measured.',
};

export const STATUS_IN_WORDS: Record<MutantStatus, string> = {
  Survived: 'survived',
  NoCoverage: 'not covered',
  Killed: 'killed',
  Timeout: 'timed out',
  RuntimeError: 'errors',
  Flaky: 'flaky',
  CompileError: 'not compiling',
  Ignored: 'ignored',
  Pending: 'waiting',
};

export type OutcomeName = 'uncaught' | 'caught' | 'unclear' | 'left-out' | 'pending';

/** The statuses as people read them, the most important group first. */
export const OUTCOMES: readonly { name: OutcomeName; label: string; statuses: readonly MutantStatus[] }[] = [
  { name: 'uncaught', label: 'Uncaught', statuses: ['Survived', 'NoCoverage'] },
  { name: 'caught', label: 'Caught', statuses: ['Killed', 'Timeout'] },
  { name: 'unclear', label: 'No verdict', statuses: ['RuntimeError', 'Flaky'] },
  { name: 'left-out', label: 'Left out', statuses: ['Ignored', 'CompileError'] },
  { name: 'pending', label: 'To do', statuses: ['Pending'] },
];

export const countOf = (counts: MutantCounts, statuses: readonly MutantStatus[]): number =>
  statuses.reduce((sum, status) => sum + counts[status], 0);

export const PHASES: readonly { phase: RunPhase; label: string; isDoing: string }[] = [
  { phase: 'source', label: 'Source', isDoing: 'Reading the source' },
  { phase: 'baseline', label: 'Baseline', isDoing: 'Running the tests without a bug' },
  { phase: 'enumerate', label: 'Mutants', isDoing: 'Finding places for bugs' },
  { phase: 'measure', label: 'Measuring', isDoing: 'Measuring' },
  { phase: 'score', label: 'Score', isDoing: 'Adding up' },
];

/** What the run is doing or how it ended. */
export function statusInWords({ status, phase }: Run): string {
  if (status !== 'Running') return status;
  return PHASES.find((row) => row.phase === phase)?.isDoing ?? status;
}

const NUMBER = new Intl.NumberFormat('en-GB');
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

export const formatCount = (count: number): string => NUMBER.format(count);
/** `timestamp` in ISO 8601. */
export const formatMoment = (timestamp: string): string => `${MOMENT.format(new Date(timestamp))} UTC`;

/** A share from 0 to 1 in per cent, rounded down to a decimal, so that 100 % means all. */
export const formatShare = (share: number): string => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;

/** Shown in the browser too, where it ticks. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
