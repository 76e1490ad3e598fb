import type { RunReference } from '../workflows/messages.ts';
import type { RunningJob } from '../workflows/job-attempts.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';
export interface JobToStart extends RunReference { readonly jobId: string; readonly workflowId: string; readonly shardIndex?: number }
export async function startJob(_deps: ActivityDependencies, { jobId }: JobToStart): Promise<RunningJob> { return { jobId, pollIntervalMs: 1000, left: 0 }; }
