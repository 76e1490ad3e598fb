import type { GithubAccess } from '../../github/github-api.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import type { RepositoryMirrors } from '../../source/mirror/repository-mirror.ts';
import type { CiJob, CiJobListener, CiJobState } from '../ci-provider.ts';
import type { CiRunViews } from './ci-run-views.ts';
import type { GithubJobHandle } from './job-handle.ts';
import type { ShardTokens } from './sharded/shard-token.ts';

/** One of the ways to run jobs in GitHub Actions; methods as in `CiProvider`. */
export interface CiStrategy {
  prepare(jobs: readonly CiJob[], abortSignal: AbortSignal): Promise<void>;
  dispatch(jobs: readonly CiJob[]): Promise<ReadonlyMap<string, GithubJobHandle>>;
  poll(jobId: string, handle: GithubJobHandle): Promise<CiJobState>;
  fetch(jobId: string, handle: GithubJobHandle): AsyncIterable<RunnerRecord>;
  cancel(handle: GithubJobHandle): Promise<void>;
}

/** What the strategies stand on. */
export interface GithubScene {
  readonly access: GithubAccess;
  readonly mirrors: RepositoryMirrors;
  readonly views: CiRunViews;
  readonly listener: CiJobListener;
  /** The runner as one file. */
  readonly readRunner: () => Promise<Uint8Array>;
  readonly now: () => number;
  /** Absent where jobs cannot reach the service, or it has no key to sign with. */
  readonly shardTokens?: ShardTokens | undefined;
}
