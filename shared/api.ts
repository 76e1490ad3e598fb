import { z } from 'zod';
import { Problem } from './error-code.ts';
import { GithubAccountClaim, GithubLogin } from './github-account.ts';
import { MutantId, MutantStatus, ProjectPath } from './mutant.ts';
import { MutantDetail, TriagedMutant } from './mutant-result.ts';
import { Identifier, Repository, RepositoryRequest, Run, RunRequest, Slug } from './run.ts';
import { UnmutatedStatement } from './unmutated-statement.ts';
import { RunEstimate } from './run-estimate.ts';
import { TriageChange, TriageFilter, TriageRequest } from './triage.ts';
import { ProposedPullRequest, WorkflowInstallation, WorkflowProposal } from './workflow-proposal.ts';

const OrgParams = z.strictObject({ org: Slug });
const RepositoryParams = z.strictObject({ org: Slug, repositoryId: Identifier });
const RunParams = z.strictObject({ org: Slug, runId: Identifier });
const MutantParams = z.strictObject({ ...RunParams.shape, mutantId: MutantId });
const Limit = z.coerce.number().int().min(1).max(500).default(100);

/** A page of a list; `nextCursor` is there when more follows. */
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().optional() });

const Cursor = z.string().max(256).optional();

/** A personal access token of either kind; a header must be able to hold it. */
export const GithubToken = z.string().regex(/^[A-Za-z0-9_-]{20,255}$/, { error: 'must be a token of GitHub' });

/** The sequence number of the last event that a reader has, 0 or more: the header `Last-Event-ID`. */
export const LastEventId = z.string().regex(/^\d{1,15}$/, { error: 'must be a whole number, 0 or more' });

/**
 * Every operation of the API, once. The routes, the client and the OpenAPI document are made from this table.
 * `response: 'event-stream'` is SSE: each event's id is its sequence number, its data a `RunEvent`, or a `TriageChange`.
 */
export const API = {
  showService: {
    method: 'get',
    path: '/api/service',
    summary: 'What answers here',
    params: z.strictObject({}),
    query: z.strictObject({}),
    response: z.strictObject({
      name: z.literal('tinybug'),
      version: z.string(),
      environment: z.string(),
      /** Host, and port if it has one, of the server whose repositories are named `owner/name` here; absent where only folders are measured. */
      repositoryHost: z.string().optional(),
    }),
  },
  registerRepository: {
    method: 'post',
    path: '/api/orgs/:org/repos',
    summary: 'Register a repository, or find the one registered before',
    params: OrgParams,
    query: z.strictObject({}),
    body: RepositoryRequest,
    response: Repository,
  },
  listRepositories: {
    method: 'get',
    path: '/api/orgs/:org/repos',
    summary: 'List repositories',
    params: OrgParams,
    query: z.strictObject({ cursor: Cursor, limit: Limit }),
    response: pageOf(Repository),
  },
  storeGithubToken: {
    method: 'put',
    path: '/api/orgs/:org/github-token',
    summary:
      'Store the organisation’s own token for GitHub, or remove it with null; it is kept encrypted and never shown',
    params: OrgParams,
    query: z.strictObject({}),
    body: z.strictObject({ token: GithubToken.nullable() }),
    response: z.strictObject({ isStored: z.boolean() }),
  },
  claimGithubAccount: {
    method: 'post',
    path: '/api/orgs/:org/github-accounts',
    summary:
      'Claim an account at GitHub, so that its repositories are measured with the service’s access; an owner’s token proves it and is not kept, and without one the organisation’s own is used',
    params: OrgParams,
    query: z.strictObject({}),
    body: z.strictObject({ login: GithubLogin, token: GithubToken.optional() }),
    response: GithubAccountClaim,
  },
  listGithubAccounts: {
    method: 'get',
    path: '/api/orgs/:org/github-accounts',
    summary: 'List the accounts at GitHub that the organisation has claimed',
    params: OrgParams,
    query: z.strictObject({}),
    response: z.strictObject({ items: z.array(GithubAccountClaim) }),
  },
  releaseGithubAccount: {
    method: 'post',
    path: '/api/orgs/:org/github-accounts/:login/release',
    summary: 'Give up a claim on an account at GitHub',
    params: z.strictObject({ org: Slug, login: GithubLogin }),
    query: z.strictObject({}),
    response: z.strictObject({ isReleased: z.boolean() }),
  },
  showWorkflowProposal: {
    method: 'get',
    path: '/api/orgs/:org/repos/:repositoryId/workflow',
    summary: "Show Tinybug's workflow as it would be written for a repository of GitHub",
    params: RepositoryParams,
    query: z.strictObject({}),
    response: WorkflowProposal,
  },
  proposeWorkflow: {
    method: 'post',
    path: '/api/orgs/:org/repos/:repositoryId/workflow',
    summary: 'Open a pull request that adds the workflow, or bring the open one up to date',
    params: RepositoryParams,
    query: z.strictObject({}),
    body: WorkflowInstallation,
    response: ProposedPullRequest,
  },
  estimateRun: {
    method: 'post',
    path: '/api/orgs/:org/estimates',
    summary: 'Estimate what a run would take, without starting it',
    params: OrgParams,
    query: z.strictObject({}),
    body: RunRequest,
    response: RunEstimate,
  },
  startRun: {
    method: 'post',
    path: '/api/orgs/:org/runs',
    summary: 'Start a run; the same Idempotency-Key gives the same run',
    params: OrgParams,
    query: z.strictObject({}),
    body: RunRequest,
    response: Run,
  },
  listRuns: {
    method: 'get',
    path: '/api/orgs/:org/runs',
    summary: 'List runs, newest first',
    params: OrgParams,
    query: z.strictObject({ repositoryId: Identifier.optional(), cursor: Cursor, limit: Limit }),
    response: pageOf(Run),
  },
  showRun: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId',
    summary: 'Show a run',
    params: RunParams,
    query: z.strictObject({}),
    response: Run,
  },
  showPageLink: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/page-link',
    summary: 'Show the link that opens the page of a run in a browser; it lets read this page and nothing else',
    params: RunParams,
    query: z.strictObject({}),
    /** Without scheme and host: the service may have several. */
    response: z.strictObject({ path: z.string().startsWith('/') }),
  },
  cancelRun: {
    method: 'post',
    path: '/api/orgs/:org/runs/:runId/cancel',
    summary: 'Cancel a run; its tests are stopped within five seconds',
    params: RunParams,
    query: z.strictObject({}),
    response: Run,
  },
  listMutants: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/mutants',
    summary: 'List the mutants of a run',
    params: RunParams,
    query: z.strictObject({
      status: MutantStatus.optional(),
      path: z.string().max(4096).optional(),
      triage: TriageFilter.optional(),
      cursor: Cursor,
      limit: Limit,
    }),
    response: pageOf(TriagedMutant),
  },
  listUnmutatedStatements: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/reach',
    summary: 'List the statements of a run that could not be mutated, and why',
    params: RunParams,
    query: z.strictObject({ reason: z.string().max(256).optional(), cursor: Cursor, limit: Limit }),
    response: pageOf(UnmutatedStatement),
  },
  showMutant: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/mutants/:mutantId',
    summary: 'Show a mutant with diff, evidence and covering tests',
    params: MutantParams,
    query: z.strictObject({}),
    response: MutantDetail,
  },
  triageMutant: {
    method: 'put',
    path: '/api/orgs/:org/runs/:runId/mutants/:mutantId/triage',
    summary: 'Mark an uncaught mutant as equivalent or not useful, for this and every other run of the repository',
    params: MutantParams,
    query: z.strictObject({}),
    body: TriageRequest,
    response: TriageChange,
  },
  removeTriage: {
    method: 'delete',
    path: '/api/orgs/:org/runs/:runId/mutants/:mutantId/triage',
    summary: 'Remove the mark of a mutant; the record keeps that it was there',
    params: MutantParams,
    query: z.strictObject({}),
    /** The newest entry of the mutant in the record, where it has one. */
    response: z.strictObject({ change: TriageChange.optional() }),
  },
  listTriage: {
    method: 'get',
    path: '/api/orgs/:org/repos/:repositoryId/triage',
    summary: 'List the record of triage of a repository, oldest first: who marked what, and what was removed again',
    params: RepositoryParams,
    query: z.strictObject({ mutantId: MutantId.optional(), cursor: Cursor, limit: Limit }),
    response: pageOf(TriageChange),
  },
  streamTriage: {
    method: 'get',
    path: '/api/orgs/:org/repos/:repositoryId/triage-events',
    summary: 'Stream the record of triage of a repository as it grows, resumable by Last-Event-ID',
    params: RepositoryParams,
    /** For readers that cannot set the header `Last-Event-ID`, which wins. */
    query: z.strictObject({ lastEventId: LastEventId.optional() }),
    response: 'event-stream',
  },
  showSource: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/source',
    summary: 'Show the text of a file as it was measured; locations of mutants are places in it',
    params: RunParams,
    query: z.strictObject({ path: ProjectPath }),
    response: z.strictObject({ path: ProjectPath, text: z.string() }),
  },
  streamRunEvents: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/events',
    summary: 'Stream the events of a run, resumable by Last-Event-ID',
    params: RunParams,
    /** For readers that cannot set the header `Last-Event-ID`, which wins. */
    query: z.strictObject({ lastEventId: LastEventId.optional() }),
    response: 'event-stream',
  },
  exportReport: {
    method: 'get',
    path: '/api/orgs/:org/runs/:runId/report.json',
    summary: 'The run in the mutation-testing-report-schema',
    params: RunParams,
    query: z.strictObject({}),
    /** Defined by https://github.com/stryker-mutator/mutation-testing-elements, schema version 2. */
    response: z.looseObject({ schemaVersion: z.string(), files: z.record(z.string(), z.unknown()) }),
  },
} as const satisfies Record<string, Operation>;

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Express notation. */
  readonly path: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType | 'event-stream';
}

export type OperationName = keyof typeof API;
export type ParamsOf<Name extends OperationName> = z.infer<(typeof API)[Name]['params']>;
export type QueryOf<Name extends OperationName> = z.infer<(typeof API)[Name]['query']>;
export type BodyOf<Name extends OperationName> = (typeof API)[Name] extends { body: infer Body extends z.ZodType }
  ? z.infer<Body>
  : undefined;
export type ResponseOf<Name extends OperationName> = (typeof API)[Name]['response'] extends z.ZodType
  ? z.infer<(typeof API)[Name]['response']>
  : undefined;

/** Name of the request header that makes starting a run repeatable: 1 to 255 visible ASCII characters. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** Body of every answer that is an error, as `application/problem+json` (RFC 9457). */
export const ProblemDocument = z.strictObject({
  ...Problem.shape,
  type: z.string(),
  status: z.int(),
  /** Where a request is at fault: what is wrong at which path. */
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;
