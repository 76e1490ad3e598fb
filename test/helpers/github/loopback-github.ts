import type { Accounts } from './access/accounts.ts';
import type { GitHubApp } from './access/github-app.ts';
import type { RateLimitOptions } from './access/rate-limits.ts';
import type { Tokens } from './access/tokens.ts';
import type { Artifacts } from './actions/artifacts.ts';
import type { OidcIssuer } from './actions/oidc.ts';
import type { RunningJob } from './actions/act-job.ts';
import type { JobRecord, RunRecord } from './actions/run-records.ts';
import type { Clock } from './clock.ts';
import type { Violation } from './contract/contract-checker.ts';
import type { Faults } from './faults.ts';
import type { Counts } from './meter.ts';
import type { Repository } from './repositories.ts';
import type { Webhooks } from './webhooks/webhooks.ts';
import type { CheckRun, IssueComment, PullRequest } from './world.ts';

/** What a job of the loopback can leave behind without act. */
export interface JobScene {
  readonly clock: Clock;
  /** Contents by path. */
  upload(name: string, files: Readonly<Record<string, string>>): void;
}

/** Runs a job. */
export type JobRunner = (job: JobRecord, scene: JobScene) => Promise<RunningJob>;

export interface GitHubOptions {
  /** In place of act, where thousands of jobs are wanted and what they do does not matter. */
  readonly runJob?: JobRunner;
  /** Jobs side by side, over all repositories; 2 where it is not given. */
  readonly concurrentJobs?: number;
  readonly clock?: Clock;
  readonly rateLimit?: RateLimitOptions;
  /** Interpreters by version, such as `3.12`; the one with the empty name serves all other versions. */
  readonly pythons?: Readonly<Record<string, string>>;
}

export interface NewRepository {
  readonly owner?: string;
  readonly name: string;
  /** Its files become the first commit, workflows included. That commit starts no run. */
  readonly folder: string;
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
}

export interface LoopbackGitHub {
  /** `baseUrl` for Octokit. */
  readonly url: string;
  /** `${gitUrl}/OWNER/NAME.git` can be cloned; pages would be here too. */
  readonly gitUrl: string;
  readonly app: GitHubApp;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly oidc: OidcIssuer;
  readonly artifacts: Artifacts;
  /** What all this would have cost on GitHub. */
  readonly counts: Counts;
  /** What GitHub's OpenAPI document does not allow; `close` throws where there are any that the test did not take. */
  readonly violations: Violation[];
  readonly runs: readonly RunRecord[];
  readonly pullRequests: readonly PullRequest[];
  readonly comments: readonly IssueComment[];
  readonly checkRuns: readonly CheckRun[];
  createRepository(wish: NewRepository): Promise<Repository>;
  /** Resolves as soon as the look finds something; it looks again at every change of a run, a job, or by a request. */
  waitFor<T>(look: () => T | undefined | false): Promise<T>;
  /** Resolves when the run has ended, however it did. */
  waitForRun(runId: number): Promise<RunRecord>;
  /** Ends a job as a runner does that loses its machine. */
  killRunner(job: JobRecord): Promise<void>;
  /** Ends a job as GitHub does one that has run for as long as its workflow allows. */
  reachTimeLimit(job: JobRecord): Promise<void>;
  /** Ends all jobs and servers, removes all files, and throws where the contract was violated. */
  close(): Promise<void>;
}
