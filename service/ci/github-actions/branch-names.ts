/**
 * All branches that Tinybug makes. They name the run they belong to, so that they are found again however Tinybug ended,
 * and no branch of anyone else is taken for one of them.
 */

/** Whatever begins with this may be pushed and removed by Tinybug; nothing else ever is. */
export const BRANCH_PREFIX = 'tinybug/';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const OF_RUN = new RegExp(`^tinybug/(?:run|baseline|canary-\\d+|mutant-\\d+)-(${UUID})-[0-9a-f]{8}(?:-[1-9])?$`);

/** Holds the plans of jobs that start together, and in sharded measuring is what they run on. */
export const planBranch = (runId: string, jobId: string): string => `tinybug/run-${runId}-${jobId.slice(0, 8)}`;

export type TestedBranchKind = 'baseline' | `canary-${number}` | `mutant-${number}`;

/**
 * A branch on which the repository's own workflow runs the tests.
 *
 * @param round How often the same was tried, from 1.
 */
export const testedBranch = (kind: TestedBranchKind, runId: string, jobId: string, round: number): string =>
  `tinybug/${kind}-${runId}-${jobId.slice(0, 8)}${round === 1 ? '' : `-${round}`}`;

/** The run that a branch was made for; `undefined` for a branch that Tinybug did not make. */
export const runOfBranch = (branch: string): string | undefined => OF_RUN.exec(branch)?.[1];
