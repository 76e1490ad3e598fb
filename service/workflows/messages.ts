import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { PullRequestHead } from '../storage/store.ts';
import type { RunProgress } from './run-progress.ts';

/** A run, as every workflow and activity names it. */
export interface RunReference {
  readonly organisationId: string;
  readonly runId: string;
}

/** How a run ends, before that is written. */
export type RunEnding =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  /** A code that is not in the catalogue means a mistake of ours. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Says that the state of a job may have changed; sent to the workflow that waits for it. */
export const jobChanged = defineSignal<[jobId: string]>('jobChanged');

/** Answered by `measureTests`. */
export const runProgress = defineQuery<RunProgress>('runProgress');

export const headWorkflowId = ({ repositoryId, pullRequest, headSha }: PullRequestHead): string =>
  `pull-request-${repositoryId}-${pullRequest}-${headSha}`;
export const runWorkflowId = (runId: string): string => `run-${runId}`;
export const baselineWorkflowId = (runId: string): string => `run-${runId}-baseline`;
export const shardWorkflowId = (runId: string, shardIndex: number): string => `run-${runId}-shard-${shardIndex}`;
