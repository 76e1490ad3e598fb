/** What Tinybug asks of GitHub, in its own words: nothing outside this folder knows Octokit. */

/**
 * Signs in for an organisation: with its own token where one is stored, else as the app's installation on the
 * repository, else with the service's own token.
 */
export interface GithubAccess {
  /**
   * @param fullName `owner/name`
   * @throws TinybugError `github-not-installed`, `github-not-configured`, `github-token-invalid`, `github-account-not-claimed`
   */
  repository(organisationId: string, fullName: string): Promise<GithubRepository>;
  /**
   * Whether there is anything by which the organisation may ask about the repository, without asking GitHub.
   *
   * @throws TinybugError `github-account-not-claimed`, `github-not-configured`
   */
  requireAccount(organisationId: string, fullName: string): Promise<void>;
  /** Whether the organisation has shown that the account is its own; of two that measure a repository, one has. */
  holdsAccount(organisationId: string, account: GithubAccount): Promise<boolean>;
  /**
   * The account of this name, where the token, or else the organisation's own, is of an owner of it.
   *
   * @throws TinybugError `github-account-not-proven`, `github-token-invalid`
   */
  proveOwner(organisationId: string, login: string, token: string | undefined): Promise<GithubAccount>;
  /**
   * The account of this name, as the service's own access sees it: the App, where it is installed there, else its token.
   *
   * @throws TinybugError `github-not-installed`, `github-not-configured`
   */
  findAccount(login: string): Promise<GithubAccount>;
  /** A token for git over HTTPS, fresh for at least ten minutes; told whether GitHub refused the one before. */
  gitToken(organisationId: string, fullName: string, isRefused?: boolean): Promise<string>;
}

/** GitHub's limits are used up, or it asked to wait; nothing was done. */
export class GithubBusy extends Error {
  readonly retryAt: Date;

  constructor(retryAt: Date, options?: ErrorOptions) {
    super(`GitHub's limits allow the next request at ${retryAt.toISOString()}.`, options);
    this.name = 'GithubBusy';
    this.retryAt = retryAt;
  }
}

/** GitHub did not answer, or with an error of its own; worth a retry for as long as an outage lasts. */
export class GithubUnavailable extends Error {}

/** GitHub understood what was asked and will not do it; asking again does not help. */
export class GithubRefused extends Error {}

/** The repository is there, but not what was asked for: a run, job, artifact, workflow or branch that is gone, or never was. */
export class GithubNotFound extends Error {}

/**
 * One repository at GitHub. Limits are waited for, up to a minute, and failures that pass are tried again before a
 * method rejects; creating something is not tried again, because it may have happened.
 *
 * What only the user can mend is a `TinybugError`: `github-not-installed`, `github-permission-missing`,
 * `github-token-invalid`. Besides there are `GithubBusy`, `GithubUnavailable`, `GithubRefused` and `GithubNotFound`.
 * Every other rejection is worth a retry.
 */
export interface GithubRepository {
  readonly fullName: string;
  /** `app` may write check runs. */
  readonly identity: GithubIdentity;
  show(): Promise<RepositoryFacts>;
  /**
   * The plan of the organisation that the repository belongs to, such as `free` or `team`; `undefined` where GitHub does not
   * tell, as without the permission "Organization plan: read".
   */
  findPlan(): Promise<string | undefined>;
  listWorkflows(): Promise<readonly Workflow[]>;
  /**
   * The id of the CI run, where GitHub tells it.
   *
   * @param workflow Its id, or the name of its file without folders.
   */
  dispatchWorkflow(
    workflow: number | string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<number | undefined>;
  /** Newest first; GitHub shows at most 1,000 where a filter is given. */
  findRuns(filter: RunFilter): Promise<readonly WorkflowRun[]>;
  showRun(runId: number): Promise<WorkflowRun>;
  /** The jobs of the run's last attempt. */
  listJobs(runId: number): Promise<readonly WorkflowJob[]>;
  /** The end of the log where it is longer than `maxBytes`. */
  readJobLog(jobId: number, maxBytes: number): Promise<string>;
  listArtifacts(runId: number): Promise<readonly Artifact[]>;
  /**
   * The zip as it was uploaded; it is hostile until parsed.
   *
   * @throws Error where it is longer than `maxBytes`
   */
  downloadArtifact(artifactId: number, maxBytes: number): Promise<Uint8Array>;
  /** A run that has ended already is left as it is. */
  cancelRun(runId: number): Promise<void>;
  /** Branches whose names begin with the prefix. */
  listBranches(prefix: string): Promise<readonly Branch[]>;
  createPullRequest(pull: NewPullRequest): Promise<number>;
  listPullRequests(filter: PullRequestFilter): Promise<readonly PullRequest[]>;
  /** As it is at GitHub now. */
  showPullRequest(number: number): Promise<PullRequestFacts>;
  closePullRequest(number: number): Promise<void>;
  /**
   * Creates the check run of this name and external id on the commit, or brings it up to date; tells its id. One that is
   * completed stays as it is, because GitHub would add the annotations to those it has.
   */
  upsertCheckRun(check: CheckRun): Promise<number>;
  /** Creates the comment that holds the marker, or edits it in place; tells its id, where there is one. */
  upsertComment(comment: PullRequestComment): Promise<number | undefined>;
}

export type GithubIdentity = 'app' | 'token';

export interface RepositoryFacts {
  readonly id: number;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly owner: GithubAccount;
}

/** A person or an organisation at GitHub. */
export interface GithubAccount {
  /** GitHub's number of it, which no other account ever gets. */
  readonly id: number;
  /** Which can pass to another account. */
  readonly login: string;
  readonly isOrganisation: boolean;
}

export interface Workflow {
  readonly id: number;
  /** Such as `.github/workflows/tests.yml`. */
  readonly path: string;
  /** `active`, or why it is not. */
  readonly state: string;
}

/** What a CI run may wait for. */
export type UnfinishedStatus = 'queued' | 'in_progress' | 'pending' | 'requested' | 'waiting';

export interface RunFilter {
  readonly status?: UnfinishedStatus;
  /** Older runs are left out. */
  readonly createdAfter?: Date;
  readonly headSha?: string;
  readonly branch?: string;
  readonly event?: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly workflowId: number;
  readonly path: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly attempt: number;
  readonly url: string;
}

export interface WorkflowJob {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly steps: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly number: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | undefined;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly isExpired: boolean;
}

export interface Branch {
  readonly name: string;
  readonly commit: string;
}

export interface NewPullRequest {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly isDraft: boolean;
}

export interface PullRequestFilter {
  /** Of this same repository. */
  readonly headBranch?: string;
  /** Open and closed ones where it is not given. */
  readonly state?: 'open';
}

export interface PullRequest {
  readonly number: number;
  readonly headBranch: string;
  readonly state: string;
}

export interface PullRequestFacts {
  readonly isOpen: boolean;
  readonly isDraft: boolean;
  /** The pull request comes from another repository. */
  readonly isFromFork: boolean;
  readonly headBranch: string;
  readonly headSha: string;
  /** The newest commit of the branch it is to go to. */
  readonly baseSha: string;
}

export interface CheckRun {
  readonly name: string;
  readonly headSha: string;
  /** Tinybug's own id of what the check is about, so that it is found again. */
  readonly externalId: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** Only where the status is `completed`. */
  readonly conclusion?: 'success' | 'failure' | 'neutral' | 'cancelled';
  readonly detailsUrl?: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** GitHub takes at most 50 at once. */
  readonly annotations: readonly CheckAnnotation[];
}

export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

export interface PullRequestComment {
  readonly pullRequest: number;
  /** A text that only this comment holds, such as an HTML comment; part of `body`. */
  readonly marker: string;
  /** Markdown. */
  readonly body: string;
  /** Where there is no such comment yet, none is made. */
  readonly isOnlyEdited?: boolean;
}
