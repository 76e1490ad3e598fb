import type { ReportedTest } from './reported-test.ts';

/** What a job, or a whole run, says about a mutant. */
export type Finding =
  | { readonly kind: 'killed'; readonly tests: readonly ReportedTest[] }
  | { readonly kind: 'survived' }
  /** Only tests failed that do not always end alike, or two runs disagree. */
  | { readonly kind: 'flaky'; readonly tests: readonly ReportedTest[]; readonly reason?: string }
  /** The tests' own step ran into a limit that is far above what it takes without a mutant. */
  | { readonly kind: 'timed-out'; readonly reason: string }
  /** The machinery, or nobody knows what. */
  | { readonly kind: 'nothing'; readonly reason: string; readonly isWorthRetry: boolean };

export const nothing = (reason: string, isWorthRetry = false): Finding => ({ kind: 'nothing', reason, isWorthRetry });

const WEIGHTS: Readonly<Record<Finding['kind'], number>> = {
  killed: 4,
  'timed-out': 3,
  nothing: 2,
  flaky: 1,
  survived: 0,
};

/** One job that notices a mutant is enough; that none does needs all of them. */
export const combineFindings = (findings: readonly Finding[]): Finding =>
  findings.reduce<Finding>((a, b) => (WEIGHTS[b.kind] > WEIGHTS[a.kind] || retries(a, b) ? b : a), {
    kind: 'survived',
  });

const retries = (a: Finding, b: Finding): boolean =>
  a.kind === 'nothing' && b.kind === 'nothing' && !a.isWorthRetry && b.isWorthRetry;
