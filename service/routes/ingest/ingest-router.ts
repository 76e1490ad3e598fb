import express, { type RequestHandler, type Router } from 'express';
import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { RunnerRecord } from '../../../shared/runner-report.ts';
import type { CiJobListener, RecordTrust } from '../../ci/ci-provider.ts';
import { GithubJobHandle } from '../../ci/github-actions/job-handle.ts';
import type { ShardClaim, ShardTokens } from '../../ci/github-actions/sharded/shard-token.ts';
import { WORKFLOW_PATH } from '../../ci/github-actions/sharded/workflow-path.ts';
import type { Database, StoredJob } from '../../storage/store.ts';
import type { CiIdentity, VerifyCiToken } from './ci-identity.ts';

export interface IngestDependencies {
  readonly database: Database;
  readonly listener: CiJobListener;
  readonly verifyCiToken: VerifyCiToken;
  /** For jobs that GitHub does not vouch for; absent where the service has no key to sign with. */
  readonly shardTokens?: Pick<ShardTokens, 'verify'> | undefined;
}

interface JobParams extends Record<string, string> {
  readonly jobId: string;
}

interface Locals extends Record<string, unknown> {
  caller: Caller;
}

/** A job that reports, and whether nobody else can have sent what comes in its name. */
interface Caller {
  readonly job: StoredJob;
  readonly trust: RecordTrust;
}

/** What a runner reports in a second, many times over. */
const LARGEST_BATCH = '4mb';

/**
 * Takes records of a report while the job writes it. They are what the job's artifact will hold too, so that nothing
 * depends on their arrival.
 */
export function createIngestRouter(dependencies: IngestDependencies): Router {
  const router = express.Router();
  const readText = express.text({ type: () => true, limit: LARGEST_BATCH });
  // Who calls is known before the body is read.
  const authenticate: RequestHandler<JobParams, unknown, unknown, unknown, Locals> = async (
    request,
    response,
    next,
  ) => {
    response.locals.caller = await findCaller(
      dependencies,
      request.params.jobId,
      readToken(request.headers.authorization),
    );
    next();
  };
  router.post('/api/ingest/jobs/:jobId', authenticate, readText, async (request, response) => {
    await takeRecords(dependencies.listener, response.locals.caller, request.body);
    response.status(204).end();
  });
  return router;
}

function readToken(authorization: string | undefined): string {
  const token = /^Bearer ([\w.-]{1,8192})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new TinybugError('unauthorized', 'The request has no token of a CI job.');
  return token;
}

/**
 * The open job that the caller runs, and no other.
 *
 * @throws TinybugError `unauthorized`, `not-found`
 */
async function findCaller(
  { database, verifyCiToken, shardTokens }: IngestDependencies,
  jobId: string,
  token: string,
): Promise<Caller> {
  if (shardTokens !== undefined && isOfShard(token)) {
    const claim = await shardTokens.verify(token);
    return { job: await findOpenJob(database, jobId, (job) => isMeant(job, claim)), trust: 'provisional' };
  }
  const identity = await verifyCiToken(token);
  return { job: await findOpenJob(database, jobId, (_job, handle) => isOwn(handle, identity)), trust: 'final' };
}

/** GitHub signs with a key that is its own. */
function isOfShard(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg === 'HS256';
  } catch {
    return false;
  }
}

async function findOpenJob(
  database: Database,
  jobId: string,
  isRight: (job: StoredJob, handle: GithubJobHandle) => boolean,
): Promise<StoredJob> {
  const job = z.uuid().safeParse(jobId).success ? await database.findJob(jobId) : undefined;
  const handle = GithubJobHandle.safeParse(job?.handle);
  const isOpen = job !== undefined && handle.success && job.outcome === undefined;
  if (isOpen && handle.data.strategy === 'sharded' && isRight(job, handle.data)) return job;
  throw new TinybugError('not-found', 'There is no such job.');
}

const isMeant = (job: StoredJob, claim: ShardClaim): boolean =>
  job.jobId === claim.jobId &&
  job.runId === claim.runId &&
  job.organisationId === claim.organisationId &&
  job.shardIndex === claim.shardIndex;

function isOwn({ repository, repositoryId, branch, commit, ciRunId }: GithubJobHandle, identity: CiIdentity): boolean {
  const ref = `refs/heads/${branch}`;
  return (
    identity.repository.toLowerCase() === repository.toLowerCase() &&
    identity.repository_id === String(repositoryId) &&
    identity.ref === ref &&
    identity.sha === commit &&
    identity.job_workflow_ref.toLowerCase() === `${repository}/${WORKFLOW_PATH}@${ref}`.toLowerCase() &&
    (ciRunId === undefined || identity.run_id === String(ciRunId))
  );
}

/** @throws TinybugError `invalid-request`; records before the one that is none are stored */
async function takeRecords(listener: CiJobListener, { job, trust }: Caller, body: unknown): Promise<void> {
  const lines = (typeof body === 'string' ? body : '').split('\n').filter((line) => line !== '');
  for (const [index, line] of lines.entries()) await listener.onRecord(job.jobId, parseRecord(line, index + 1), trust);
}

function parseRecord(line: string, number: number): RunnerRecord {
  try {
    return RunnerRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new TinybugError('invalid-request', `Line ${number} is no record of a runner's report.`, { cause });
  }
}
