import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RunProgress } from './run-progress.ts';

/** A run, as every workflow and activity names it. */
export interface RunReference {
  readonly organisationId: string;
  readonly runId: string;
}

/** Says that the state of a job may have changed; sent to the workflow that waits for it. */
export const jobChanged = defineSignal<[jobId: string]>('jobChanged');

/** Answered by `measureTests`. */
export const runProgress = defineQuery<RunProgress>('runProgress');

export const runWorkflowId = (runId: string): string => `run-${runId}`;
export const baselineWorkflowId = (runId: string): string => `run-${runId}-baseline`;
export const shardWorkflowId = (runId: string, shardIndex: number): string => `run-${runId}-shard-${shardIndex}`;
