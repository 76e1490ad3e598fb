import type { GithubAccountClaim } from '../../shared/github-account.ts';
import type { Problem } from '../../shared/error-code.ts';
import type { LineRange, Mutant, MutantStatus } from '../../shared/mutant.ts';
import type { MutantResult, TriagedMutant } from '../../shared/mutant-result.ts';
import type { MutationScore, TriageCount, WithheldReason } from '../../shared/mutation-score.ts';
import type {
  BaselineSummary,
  Repository,
  RepositoryRequest,
  Run,
  RunPhase,
  RunRequest,
  RunStatus,
  SelectionSummary,
} from '../../shared/run.ts';
import type { RunEvent, RunEventPayload } from '../../shared/run-event.ts';
import type { FunctionLines, ExecutedLines, TestDependencies } from '../../shared/runner-report.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Triage, TriageChange, TriageFilter, TriageRequest } from '../../shared/triage.ts';
import type { UnmutatedStatement } from '../../shared/unmutated-statement.ts';
import type { CiJobHandle, RecordTrust } from '../ci/ci-provider.ts';
import type { SpentRequests } from '../github/request-limits.ts';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What a run's row takes besides its events. Absent keys stay as they are. */
export interface RunPatch {
  readonly status?: RunStatus;
  readonly phase?: RunPhase;
  readonly commit?: string | undefined;
  readonly isDirty?: boolean;
  /** The project's own settings merged with the request's. */
  readonly settings?: Settings;
  readonly baseline?: BaselineSummary;
  readonly selection?: SelectionSummary;
  readonly score?: MutationScore;
  readonly problem?: Problem;
  readonly endedAt?: string;
}

export interface StoredSource {
  readonly path: string;
  /** Text without a byte order mark, line ends as they are. */
  readonly text: string;
  readonly sha256: string;
}

/** A test of the run's baseline; `index` is its place in the order in which the suite ran it, from 0. */
export interface StoredTest {
  readonly index: number;
  readonly id: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly isFlaky: boolean;
  readonly lines: ExecutedLines;
  /** Absent where it is not known. */
  readonly entered?: FunctionLines;
}

/** A mutant's row: `shardIndex` and `coveredBy` (indexes of tests) are set by the selection. */
export interface StoredMutant {
  readonly mutant: Mutant;
  readonly status: MutantStatus;
  readonly statusReason?: string | undefined;
  readonly shardIndex?: number | undefined;
  readonly coveredBy: readonly number[];
  readonly result?: MutantResult | undefined;
}

/** The fate of one enumerated mutant in the selection. */
export interface SelectedMutant {
  readonly mutantId: string;
  readonly status: Extract<MutantStatus, 'Pending' | 'NoCoverage' | 'Ignored'>;
  readonly statusReason?: string;
  /** Of an earlier run: stored as if this run had measured it. */
  readonly reused?: MutantResult;
  readonly shardIndex?: number;
  readonly coveredBy: readonly number[];
}

export interface MutantFilter extends PageRequest {
  readonly status?: MutantStatus | undefined;
  readonly path?: string | undefined;
  readonly triage?: TriageFilter | undefined;
}

/** What somebody says of a mutant; without a mark, that the one that is there is removed. */
export interface TriageEntry {
  readonly mutantId: string;
  readonly by: string;
  readonly mark?: TriageRequest | undefined;
}

export interface TriageListFilter extends PageRequest {
  readonly mutantId?: string | undefined;
}

export interface ShardSize {
  readonly shardIndex: number;
  readonly mutants: number;
}

export interface UnmutatedFilter extends PageRequest {
  readonly reason?: string | undefined;
}

export interface UnmutatedCount {
  readonly reason: string;
  readonly statements: number;
}

/** What the verdicts of a run depend on: taken before its tests ran. */
export interface StoredSurroundings {
  /** Two runs with the same one have the same project files and plan the same baseline. */
  readonly projectKey: string;
  /** SHA-256 of each file of the project, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Absent until the baseline is there, and where its report has none. */
  readonly dependencies?: TestDependencies | undefined;
}

/** A verdict with the key of all that could change it; its evidence names the run that measured it. */
export interface KeyedVerdict {
  readonly key: string;
  /** Absent where the run came to no lasting verdict. */
  readonly result?: MutantResult | undefined;
}

export interface StoredJob {
  readonly jobId: string;
  readonly runId: string;
  readonly organisationId: string;
  /** Absent for the baseline. */
  readonly shardIndex?: number | undefined;
  /** The workflow to signal when the job's state may have changed. */
  readonly workflowId: string;
  /** Absent until it is dispatched. */
  readonly handle?: CiJobHandle | undefined;
  readonly outcome?: 'finished' | 'cancelled' | 'lost' | undefined;
}

/**
 * Everything Tinybug keeps, one organisation at a time: a `Store` sees only the rows of the organisation it was made for
 * (`Database.storeOf`); a row of another organisation is as if it were not there.
 * What is said to be idempotent can be called again with the same arguments and changes nothing the second time.
 */
export type Notice = Extract<RunEventPayload, { type: 'notice' }>;

export interface Store {
  readonly organisationId: string;

  /** Idempotent by provider and location. */
  registerRepository(request: RepositoryRequest & { name: string }): Promise<Repository>;
  findRepository(repositoryId: string): Promise<Repository | undefined>;
  listRepositories(page: PageRequest): Promise<Page<Repository>>;

  /**
   * Creates a run with its `run-queued` event. The same key with an equal request gives the run made before.
   * @throws TinybugError `idempotency-conflict` for the same key with another request, `not-found` for an unknown repository
   */
  createRun(request: RunRequest, idempotencyKey: string | undefined): Promise<{ run: Run; isNew: boolean }>;
  findRun(runId: string): Promise<Run | undefined>;
  /** The uncommitted changes that the run's request brought along. */
  findPatch(runId: string): Promise<string | undefined>;
  /** Newest first. */
  listRuns(filter: { repositoryId?: string | undefined } & PageRequest): Promise<Page<Run>>;
  /** Runs for the pull request, newest first, at most 100. */
  listRunsOfPullRequest(repositoryId: string, pullRequest: number): Promise<Run[]>;
  /** Patch and events are written together. A run that has ended changes no more: then nothing is written and the answer is false. */
  updateRun(runId: string, patch: RunPatch, events?: readonly RunEventPayload[]): Promise<boolean>;
  /** Reasons found on the way for which the score must be withheld. Idempotent. */
  withholdScore(runId: string, reason: WithheldReason): Promise<void>;
  listWithheldReasons(runId: string): Promise<WithheldReason[]>;

  /** Idempotent by path. */
  saveSources(runId: string, sources: readonly StoredSource[]): Promise<void>;
  listSources(runId: string): Promise<StoredSource[]>;
  findSource(runId: string, path: string): Promise<StoredSource | undefined>;

  /** Replaces the run's tests, import-time lines and the functions entered at import. */
  saveBaseline(
    runId: string,
    tests: readonly StoredTest[],
    importLines: ExecutedLines,
    importEntered?: FunctionLines,
  ): Promise<void>;
  listTests(runId: string): Promise<StoredTest[]>;
  findImportLines(runId: string): Promise<Record<string, LineRange[]>>;
  /** Undefined where it is not known. */
  findImportEntered(runId: string): Promise<FunctionLines | undefined>;

  /** Adds enumerated mutants, `Pending` or `Ignored`. Idempotent by mutant id. */
  saveMutants(
    runId: string,
    mutants: readonly { mutant: Mutant; status: 'Pending' | 'Ignored'; statusReason?: string }[],
  ): Promise<void>;
  /** Adds statements without a mutant, those of a file all at once and in source order. Idempotent by path. */
  saveUnmutatedStatements(runId: string, statements: readonly UnmutatedStatement[]): Promise<void>;
  /** In path and source order. */
  listUnmutatedStatements(runId: string, filter: UnmutatedFilter): Promise<Page<UnmutatedStatement>>;
  /** How many statements without a mutant there are for each reason, the most frequent first. */
  countUnmutatedStatements(runId: string): Promise<UnmutatedCount[]>;
  /**
   * Writes the outcome of the selection, with a `mutant-finished` event for every `NoCoverage` or reused one, and the run's `selection`
   * with its `mutants-selected` event, all in one transaction. Mutants not named stay as they are. Idempotent.
   */
  saveSelection(runId: string, selected: readonly SelectedMutant[], summary: SelectionSummary): Promise<void>;
  /** All mutants of the run in path and source order, or those of a shard that are still `Pending` or have only a provisional result. */
  listStoredMutants(runId: string, filter?: { pendingInShard?: number }): Promise<StoredMutant[]>;
  /** The shards of the run in the order of their indexes, whether or not their mutants have results. */
  listShardSizes(runId: string): Promise<ShardSize[]>;
  listMutants(runId: string, filter: MutantFilter): Promise<Page<TriagedMutant>>;
  findMutant(runId: string, mutantId: string): Promise<StoredMutant | undefined>;
  /**
   * Writes results of `Pending` mutants, each with its `mutant-finished` event, in one transaction. A mutant that has a result
   * keeps it and no event is written; unknown ids are passed over, and with a shard those of mutants outside of it. Returns
   * how many were new.
   */
  recordResults(
    runId: string,
    results: readonly MutantResult[],
    shardIndex?: number,
    /** A provisional result gives way to every other that follows, and never takes the place of one. */
    trust?: RecordTrust,
  ): Promise<number>;
  /** Makes mutants `Pending` again, of one shard or of the run, whose results are only provisional; each with an event. */
  dropProvisionalResults(runId: string, shardIndex?: number): Promise<void>;

  /** Replaces what is there; dependencies that were stored with other surroundings go. */
  saveSurroundings(runId: string, surroundings: StoredSurroundings): Promise<void>;
  findSurroundings(runId: string): Promise<StoredSurroundings | undefined>;
  /** The newest reusable run of the repository with this key. */
  findKnownBaseline(repositoryId: string, projectKey: string): Promise<string | undefined>;
  /**
   * Makes the run's baseline and these verdicts available to later runs of its repository, in place of those with the same
   * keys; without a result, what is there is dropped. Drops as well what none of the newest 20 runs has used or is older
   * than 30 days. Idempotent.
   */
  keepForReuse(runId: string, verdicts: readonly KeyedVerdict[]): Promise<void>;
  /** Verdicts by key, of those that are there. The ids of their mutants are the caller's to fill in. */
  findVerdicts(repositoryId: string, keys: readonly string[]): Promise<Map<string, Omit<MutantResult, 'mutantId'>>>;

  /** Idempotent by job id. */
  saveJob(job: Omit<StoredJob, 'organisationId' | 'handle' | 'outcome'>): Promise<void>;
  updateJob(jobId: string, patch: { handle?: CiJobHandle; outcome?: StoredJob['outcome'] }): Promise<void>;
  findJob(jobId: string): Promise<StoredJob | undefined>;
  listOpenJobs(runId: string): Promise<StoredJob[]>;

  /** Keeps a head commit for which it is to be decided, anew where it was before, whether it is measured. Idempotent. */
  recordPullRequestHead(head: Omit<PullRequestHead, 'organisationId'>): Promise<void>;
  /** It is decided. Idempotent. */
  settlePullRequestHead(head: Omit<PullRequestHead, 'organisationId'>): Promise<void>;

  /**
   * Adds an entry to the repository's record of triage, unless what holds of the mutant says the same. Returns the mutant's
   * newest entry; undefined where there is none, because what was never there was to be removed.
   * @throws TinybugError `not-found` for an unknown repository
   */
  recordTriage(repositoryId: string, entry: TriageEntry): Promise<TriageChange | undefined>;
  /** The record, oldest first. */
  listTriage(repositoryId: string, filter: TriageListFilter): Promise<Page<TriageChange>>;
  /** In order, those with a higher sequence number. */
  listTriageAfter(repositoryId: string, afterSequence: number, limit: number): Promise<TriageChange[]>;
  /** The marks that hold in the run's repository, by mutant id. */
  listMarks(runId: string): Promise<Map<string, Triage>>;
  /** How many mutants of each run have which mark and status; runs without any are left out. */
  countMarks(runIds: readonly string[]): Promise<Map<string, TriageCount[]>>;
  /** Calls back soon after the repository's record of triage has grown, from whichever process. Returns what ends it. */
  onTriage(repositoryId: string, listener: () => void): Promise<() => Promise<void>>;

  /** Appends events unless the run has ended. */
  appendEvents(runId: string, payloads: readonly RunEventPayload[]): Promise<void>;
  /** Nothing where the run has a notice with the same message, because each of its jobs may give it. */
  appendNoticeOnce(runId: string, notice: Notice): Promise<void>;
  /** In order, those with a higher sequence number. */
  listEvents(runId: string, afterSequence: number, limit: number): Promise<RunEvent[]>;
  /** Calls back, with no argument worth anything, soon after events of the run were stored, from whichever process. Returns what ends it. */
  onEvents(runId: string, listener: () => void): Promise<() => Promise<void>>;
}

/** A head commit of a pull request, as a webhook told of it. */
export interface PullRequestHead {
  readonly organisationId: string;
  readonly repositoryId: string;
  readonly pullRequest: number;
  readonly headSha: string;
}

/** A webhook's word that CI work for a run has ended. */
export interface CiDelivery {
  readonly deliveryId: string;
  readonly runId: string;
  readonly branch: string;
  /** Absent where the whole run at GitHub has ended. */
  readonly ciJobName?: string | undefined;
}

export interface StoredDelivery extends CiDelivery {
  readonly organisationId: string;
}

export type ChangeSpending<Result> = (
  spent: SpentRequests,
  now: number,
) => { readonly spent: SpentRequests; readonly result: Result };

/** The way to the stores, for composition roots, authentication and the worker. */
export interface Database {
  /** Idempotent by slug. */
  ensureOrganisation(slug: string, name: string): Promise<{ id: string; slug: string }>;
  findOrganisation(slug: string): Promise<{ id: string; slug: string } | undefined>;
  /** Stores the SHA-256 of a token; the token itself is kept nowhere. Idempotent. */
  addApiToken(organisationId: string, name: string, token: string): Promise<void>;
  /** The organisation a token opens, compared by hash, and the name that the token was given. */
  findOrganisationOfToken(token: string): Promise<{ id: string; slug: string; tokenName: string } | undefined>;
  /** As the organisation appears in addresses. */
  findSlug(organisationId: string): Promise<string | undefined>;
  storeOf(organisationId: string): Store;
  /** For signals that name only a run: webhooks. */
  findOrganisationOfRun(runId: string): Promise<string | undefined>;
  /** Where a repository at GitHub is registered, for webhooks; `owner/name` in any case. */
  findRepositoriesAtGithub(fullName: string): Promise<{ organisationId: string; repositoryId: string }[]>;
  /** Head commits of pull requests, of all organisations, for which it is not decided whether they are measured. */
  listOpenPullRequestHeads(): Promise<PullRequestHead[]>;
  /**
   * Keeps a delivery until it is settled, in one statement, because GitHub waits for it. Whether it has come for the first time, is about
   * a run that is there, and comes from that run's repository, `owner/name` in any case.
   */
  recordDelivery(delivery: CiDelivery, repository: string): Promise<boolean>;
  /** Deliveries of all organisations that have not had their effect, in the order in which they came. */
  listOpenDeliveries(limit: number): Promise<StoredDelivery[]>;
  /** They have had their effect. Idempotent. */
  settleDeliveries(deliveries: readonly StoredDelivery[]): Promise<void>;
  /** Stores an organisation's token for GitHub, already encrypted; `undefined` removes it. */
  saveGithubToken(organisationId: string, sealed: string | undefined): Promise<void>;
  findGithubToken(organisationId: string): Promise<string | undefined>;
  /** Undefined where another organisation has it already. Idempotent by account; a new name takes the place of the old one. */
  claimGithubAccount(
    organisationId: string,
    account: { readonly id: number; readonly login: string },
  ): Promise<GithubAccountClaim | undefined>;
  /** Whether the organisation had it. */
  releaseGithubAccount(organisationId: string, login: string): Promise<boolean>;
  listGithubAccounts(organisationId: string): Promise<GithubAccountClaim[]>;
  countOrganisations(): Promise<number>;
  /**
   * Changes what an identity has asked of GitHub lately, one caller at a time among all processes.
   *
   * @param work Gets what is stored and the database's clock in seconds since 1970; gives what to store.
   */
  changeGithubSpending<Result>(identity: string, work: ChangeSpending<Result>): Promise<Result>;
  /** For signals that name only a job: webhooks, local processes. */
  findJob(jobId: string): Promise<StoredJob | undefined>;
  /** Jobs without an outcome, of all organisations, to be checked at start. */
  listOpenJobs(): Promise<StoredJob[]>;
  /** Runs that have not ended, of all organisations. */
  listOpenRuns(): Promise<{ runId: string; organisationId: string }[]>;
  close(): Promise<void>;
}
