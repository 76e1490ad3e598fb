import { createHash } from 'node:crypto';
import { formatCount } from '../../pages/wording.ts';
import type { Finding } from './choose-findings.ts';
import { describeFinding } from './describe-finding.ts';
import { describeScore, outcomeTitle, type PullRequestReport } from './run-outcome.ts';
import { codeBlock, codeSpan } from './untrusted-text.ts';

const LONGEST_LIST = 10;
const LONGEST_DETAIL = 4_000;

/**
 * By what Tinybug finds its comment again. It is derived from an id that only the service knows, so that nobody else can have
 * written a comment with it before.
 */
export function commentMarker(repositoryId: string, pullRequest: number): string {
  const digest = createHash('sha256').update(`pull request ${repositoryId} ${pullRequest}`).digest('hex');
  return `<!-- tinybug ${digest.slice(0, 32)} -->`;
}

/** The comment on the pull request of an ended run; far below the 65,536 characters that GitHub takes. */
export const pullRequestComment = (marker: string, report: PullRequestReport): string =>
  [marker, `### Tinybug: ${outcomeTitle(report.outcome)}`, ...describeReport(report)].join('\n\n');

/** What the check and the comment say alike; paragraphs of Markdown. */
export function describeReport(report: PullRequestReport): string[] {
  const { outcome, findings, markedOnChangedLines, commit, pageUrl } = report;
  const link = pageUrl === undefined ? '' : ` [The whole run](${pageUrl})`;
  const end = `Changed lines measured at ${codeSpan(commit.slice(0, 12), 12)}.${link}`;
  if (outcome.kind === 'cancelled') return ['The run was cancelled before its end.', end];
  if (outcome.kind === 'failed') {
    const { detail, nextStep } = outcome.problem;
    return [codeBlock(detail, LONGEST_DETAIL), nextStep, end].filter((text) => text !== '');
  }
  return [...describeScore(outcome), ...listFindings(findings), ...countMarked(markedOnChangedLines), end];
}

const countMarked = (count: number): string[] =>
  count === 0
    ? []
    : [
        `${formatCount(count)} more that ${count === 1 ? 'is' : 'are'} marked as equivalent or not useful went unnoticed.`,
      ];

function listFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, LONGEST_LIST).map(describeFinding).join('\n');
  const hidden = findings.length - LONGEST_LIST;
  const rest = hidden > 0 ? [`And on ${formatCount(hidden)} more ${hidden === 1 ? 'line' : 'lines'}.`] : [];
  return ['Bugs planted on these changed lines went unnoticed:', shown, ...rest];
}
