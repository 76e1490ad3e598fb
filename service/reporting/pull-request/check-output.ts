import type { CheckAnnotation } from '../../github/github-api.ts';
import { explainFinding } from './describe-finding.ts';
import type { Finding } from './choose-findings.ts';
import { describeReport } from './pull-request-comment.ts';
import { outcomeTitle, type PullRequestReport } from './run-outcome.ts';

/** GitHub takes no more at once. */
const MOST_ANNOTATIONS = 50;

export interface CheckOutput {
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

/** What the check of an ended run shows. */
export const checkOutput = (report: PullRequestReport): CheckOutput => ({
  title: outcomeTitle(report.outcome),
  summary: describeReport(report).join('\n\n'),
  annotations: report.findings.slice(0, MOST_ANNOTATIONS).map(annotate),
});

const annotate = (finding: Finding): CheckAnnotation => {
  const { path, location, status } = finding.mutant;
  return {
    path,
    startLine: location.start.line,
    endLine: location.start.line,
    level: 'warning',
    title: status === 'Survived' ? 'No test would notice a bug here' : 'No test runs this',
    message: explainFinding(finding),
  };
};
