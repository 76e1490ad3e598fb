/**
 * All branches that Tinybug makes. They name the run they belong to, so that they are found again however Tinybug ended,
 * and no branch of anyone else is taken for one of them.
 */

/** Whatever begins with this may be pushed and removed by Tinybug; nothing else ever is. */
export const BRANCH_PREFIX = 'tinybug/';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const OF_RUN = new RegExp(`^tinybug/(?:run|baseline|mutant-\\d+)-(${UUID})(?:-[0-9a-f]{8})?$`);

/** Holds the plans of jobs that start together, and in sharded measuring is what they run on. */
export const planBranch = (runId: string, jobId: string): string => `tinybug/run-${runId}-${jobId.slice(0, 8)}`;

/** The unchanged commit, for the repository's own workflow. */
export const baselineBranch = (runId: string, jobId: string): string =>
  `tinybug/baseline-${runId}-${jobId.slice(0, 8)}`;

/** @param number Place of the mutant in its job, from 1. */
export const mutantBranch = (number: number, runId: string, jobId: string): string =>
  `tinybug/mutant-${number}-${runId}-${jobId.slice(0, 8)}`;

/** The run that a branch was made for; `undefined` for a branch that Tinybug did not make. */
export const runOfBranch = (branch: string): string | undefined => OF_RUN.exec(branch)?.[1];
