import type { MutantStatus } from '../../shared/mutant.ts';
import { describeContradictions, describeMarks } from '../reporting/triage-of-runs.ts';
import type { MutantCounts, MutationScore, TriageSummary, WithheldReason } from '../../shared/mutation-score.ts';
import type { TextStyle } from './text-style.ts';

const WITHHELD_TEXT: Record<WithheldReason, string> = {
  'baseline-failed': 'the tests fail without any mutant',
  'shard-missing': 'a part of the mutants could not be measured',
  'canary-not-caught': 'a mutant that must be noticed was not, so the verdicts cannot be trusted',
  'too-many-without-verdict': 'more than 10 % of the mutants have no verdict',
  'nothing-valid': 'no mutant was caught or uncaught',
  'run-incomplete': 'the run ended before all mutants were measured',
};

/** What each status means to a person, in the order in which they are listed. */
const STATUS_TEXT: Record<MutantStatus, string> = {
  Killed: 'caught: a test failed',
  Timeout: 'caught: the tests ran far too long',
  Survived: 'uncaught: every covering test passed',
  NoCoverage: 'uncaught: no test runs the code',
  Flaky: 'no verdict: only unreliable tests failed',
  RuntimeError: 'no verdict: measuring went wrong',
  Pending: 'no verdict: not measured',
  CompileError: 'not counted: does not compile',
  Ignored: 'not counted: suppressed or not chosen',
};

/** Per cent with one decimal, rounded down, so that it never looks better than it is. */
export const formatPercent = (share: number): string => `${(Math.floor(share * 1_000 + 1e-9) / 10).toFixed(1)} %`;

/** The score, what it rests on, and where there is none, why. */
export function formatScore(score: MutationScore, style: TextStyle): string[] {
  const caught = `${score.detected} of ${score.valid} mutants caught`;
  const withoutVerdict = score.withoutVerdict > 0 ? `, ${score.withoutVerdict} more without a verdict` : '';
  if (score.score === undefined) {
    const reasons = score.withheld.map((reason) => WITHHELD_TEXT[reason]).join('; ');
    return [`${style.bold('Mutation score: withheld')}, because ${reasons}.`, `${caught}${withoutVerdict}.`];
  }
  const lines = [`${style.bold(`Mutation score: ${formatPercent(score.score)}`)} (${caught}${withoutVerdict})`];
  const interval = score.confidenceInterval;
  if (interval)
    lines.push(
      `An estimate from a sample: between ${formatPercent(interval.low)} and ${formatPercent(interval.high)} with 95 % confidence.`,
    );
  return lines;
}

/** What people have said of the mutants, which changes no number above. */
export function formatTriage(triage: TriageSummary | undefined): string[] {
  if (triage === undefined) return [];
  const marks = describeMarks(triage);
  const contradictions = describeContradictions(triage);
  return [...(marks === undefined ? [] : [`${marks}.`]), ...(contradictions === undefined ? [] : [contradictions])];
}

/** One line for each status that occurs. */
export function formatCounts(counts: MutantCounts, style: TextStyle): string[] {
  const statuses = (Object.keys(STATUS_TEXT) as MutantStatus[]).filter((status) => counts[status] > 0);
  const digits = Math.max(0, ...statuses.map((status) => String(counts[status]).length));
  return statuses.map(
    (status) => `  ${String(counts[status]).padStart(digits)}  ${status.padEnd(12)}  ${style.dim(STATUS_TEXT[status])}`,
  );
}
