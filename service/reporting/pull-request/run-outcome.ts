import type { Problem } from '../../../shared/error-code.ts';
import type { MutationScore, TriageSummary } from '../../../shared/mutation-score.ts';
import { formatCount, formatShare, WITHHELD_IN_WORDS } from '../../pages/wording.ts';
import { describeContradictions, describeMarks } from '../triage-of-runs.ts';
import type { Finding } from './choose-findings.ts';

/** How a run ended, for the people at its pull request. */
export type RunOutcome =
  | {
      readonly kind: 'completed';
      readonly score: MutationScore;
      readonly triage?: TriageSummary | undefined;
      readonly failUnder: number | undefined;
    }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'cancelled' };

export interface PullRequestReport {
  readonly outcome: RunOutcome;
  readonly commit: string;
  /** None of them is marked. */
  readonly findings: readonly Finding[];
  /** Uncaught mutants on changed lines that somebody has marked. */
  readonly markedOnChangedLines: number;
  /** Of the run; absent where the service does not know its own address. */
  readonly pageUrl: string | undefined;
}

export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled';

/** Neutral unless the repository has set a threshold, and where there is no score to compare with it. */
export function concludeCheck(outcome: RunOutcome): CheckConclusion {
  if (outcome.kind === 'cancelled') return 'cancelled';
  if (outcome.kind === 'failed' || outcome.failUnder === undefined) return 'neutral';
  const { score, detected, valid } = outcome.score;
  if (score === undefined) return 'neutral';
  // Compared as whole numbers: 29 of 100 is not below 29 %, though 0.29 * 100 is.
  return detected * 100 >= outcome.failUnder * valid ? 'success' : 'failure';
}

/** One line without Markdown. */
export function outcomeTitle(outcome: RunOutcome): string {
  if (outcome.kind === 'cancelled') return 'Cancelled';
  if (outcome.kind === 'failed') return outcome.problem.title;
  const { score, detected, valid } = outcome.score;
  if (score === undefined) return 'No score';
  return `${formatShare(score)}: ${formatCount(detected)} of ${formatCount(valid)} planted bugs caught`;
}

/** The counts as a table, and in sentences what has to be known to judge them; Markdown. */
export function describeScore({ score, triage, failUnder }: RunOutcome & { kind: 'completed' }): string[] {
  const { detected, undetected, withoutVerdict, confidenceInterval, withheld } = score;
  const share = score.score === undefined ? 'withheld' : formatShare(score.score);
  const counts = [detected, undetected, withoutVerdict].map(formatCount);
  const sentences = withheld.map((reason) => WITHHELD_IN_WORDS[reason]);
  if (confidenceInterval !== undefined) {
    const [low, high] = [confidenceInterval.low, confidenceInterval.high].map(formatShare);
    sentences.push(`A sample was measured: 95 % sure between ${low} and ${high}.`);
  }
  if (triage !== undefined) sentences.push(...describeTriage(triage));
  if (failUnder !== undefined) sentences.push(describeThreshold(score.score !== undefined, failUnder));
  const table = ['| Caught | Uncaught | No verdict | Score |', '| ---: | ---: | ---: | ---: |'];
  return [
    [...table, `| ${[...counts, share].join(' | ')} |`].join('\n'),
    ...(sentences.length > 0 ? [sentences.join(' ')] : []),
  ];
}

function describeTriage(triage: TriageSummary): string[] {
  const marks = describeMarks(triage);
  const contradictions = describeContradictions(triage);
  return [...(marks === undefined ? [] : [`${marks}.`]), ...(contradictions === undefined ? [] : [contradictions])];
}

const describeThreshold = (isScored: boolean, failUnder: number): string =>
  isScored ? `The threshold is ${failUnder} %.` : `The threshold of ${failUnder} % is not compared with anything.`;
