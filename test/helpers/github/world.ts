import type { Accounts } from './access/accounts.ts';
import type { GitHubApp } from './access/github-app.ts';
import type { Token, Tokens } from './access/tokens.ts';
import type { Artifacts } from './actions/artifacts.ts';
import type { OidcIssuer } from './actions/oidc.ts';
import type { RunEngine } from './actions/run-engine.ts';
import type { JobRecord, RunRecord, Workflow } from './actions/run-records.ts';
import type { Clock } from './clock.ts';
import type { RefUpdate } from './git/bare-repository.ts';
import type { Meter } from './meter.ts';
import type { Repositories, Repository } from './repositories.ts';
import type { StorageLinks } from './storage-links.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export interface PullRequest {
  readonly id: number;
  readonly repository: Repository;
  readonly number: number;
  title: string;
  body: string | null;
  readonly headBranch: string;
  headSha: string;
  readonly baseBranch: string;
  readonly baseSha: string;
  state: 'open' | 'closed';
  readonly isDraft: boolean;
  readonly login: string;
  /** Where its branch is, if not in the repository itself. */
  fork?: Repository;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
}

export interface IssueComment {
  readonly id: number;
  readonly repository: Repository;
  readonly issueNumber: number;
  body: string;
  readonly login: string;
  readonly createdAt: number;
  updatedAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly repository: Repository;
  readonly headSha: string;
  /** What the App last said, all of it but the annotations, which only ever are added to. */
  fields: Readonly<Record<string, unknown>>;
  annotations: readonly Readonly<Record<string, unknown>>[];
  readonly createdAt: number;
}

export interface Addresses {
  /** For `baseUrl` of Octokit. */
  readonly api: string;
  /** Where repositories are cloned from, and where pages would be. */
  readonly html: string;
  /** Storage, artifacts of jobs, and identity tokens: other hosts on the real GitHub, another port here. */
  readonly services: string;
}

/** Everything the loopback knows: each concern keeps its own part and reads the others'. */
export interface World {
  readonly clock: Clock;
  readonly addresses: Addresses;
  readonly repositories: Repositories;
  readonly tokens: Tokens;
  readonly app: GitHubApp;
  readonly accounts: Accounts;
  readonly workflows: Map<Repository, Workflow[]>;
  readonly runs: RunRecord[];
  readonly jobs: Map<number, JobRecord>;
  readonly engine: RunEngine;
  readonly artifacts: Artifacts;
  readonly oidc: OidcIssuer;
  readonly pullRequests: PullRequest[];
  readonly comments: IssueComment[];
  readonly checkRuns: CheckRun[];
  readonly webhooks: Webhooks;
  readonly links: StorageLinks;
  readonly meter: Meter;
  /** The refs have changed already; what GitHub does then. */
  onPush(repository: Repository, updates: readonly RefUpdate[], token: Token | undefined): Promise<void>;
  onPullRequest(pull: PullRequest, action: PullRequestAction, token: Token | undefined): Promise<void>;
  /** Those of the default branch, and those that have run from another. */
  listWorkflows(repository: Repository): Promise<readonly Workflow[]>;
  dispatch(
    repository: Repository,
    workflow: Workflow,
    ref: string,
    inputs: Readonly<Record<string, string | number | boolean>>,
    token: Token | undefined,
  ): Promise<RunRecord>;
  nextId(): number;
}

export type PullRequestAction = 'opened' | 'synchronize' | 'closed' | 'reopened';
