import type { Repository } from '../repositories.ts';
import type { Combination } from './expand-matrix.ts';
import type { JobDefinition, WorkflowFile } from './workflow-file.ts';

export type Status = 'queued' | 'in_progress' | 'completed' | 'pending';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure' | 'timed_out';
export type EventName = 'push' | 'pull_request' | 'workflow_dispatch';

export interface Workflow {
  readonly id: number;
  readonly path: string;
  name: string;
  state: 'active' | 'disabled_manually';
  readonly createdAt: number;
}

export interface StepRecord {
  readonly number: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: number | undefined;
  completedAt: number | undefined;
  readonly log: string[];
}

export interface JobRecord {
  readonly id: number;
  readonly run: RunRecord;
  /** The name in `jobs:`. */
  readonly key: string;
  readonly name: string;
  readonly definition: JobDefinition;
  readonly matrix: Combination | undefined;
  readonly createdAt: number;
  status: Status;
  conclusion: Conclusion | null;
  startedAt: number | undefined;
  completedAt: number | undefined;
  steps: StepRecord[];
  readonly log: string[];
  /** GitHub has no log of a runner that vanished. */
  hasLog: boolean;
  outputs: Readonly<Record<string, string>>;
}

export interface RunRecord {
  readonly id: number;
  readonly repository: Repository;
  readonly workflow: Workflow;
  readonly file: WorkflowFile;
  readonly runNumber: number;
  readonly event: EventName;
  /** What act is given as `github.event`. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly ref: string;
  readonly headBranch: string;
  readonly headSha: string;
  /** What jobs check out: for a pull request its merge commit. */
  readonly sha: string;
  readonly baseBranch: string | undefined;
  readonly pullRequestNumber: number | undefined;
  readonly actor: string;
  displayTitle: string;
  readonly createdAt: number;
  startedAt: number;
  updatedAt: number;
  status: Status;
  conclusion: Conclusion | null;
  isCancelRequested: boolean;
  /** Why GitHub could not start it, as its page shows. */
  startupError: string | undefined;
  jobs: JobRecord[];
}
