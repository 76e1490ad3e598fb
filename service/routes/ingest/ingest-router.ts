import express, { type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { RunnerRecord } from '../../../shared/runner-report.ts';
import type { CiJobListener } from '../../ci/ci-provider.ts';
import { GithubJobHandle } from '../../ci/github-actions/job-handle.ts';
import { WORKFLOW_PATH } from '../../ci/github-actions/sharded/workflow-path.ts';
import type { Database, StoredJob } from '../../storage/store.ts';
import type { CiIdentity, VerifyCiToken } from './ci-identity.ts';

export interface IngestDependencies {
  readonly database: Database;
  readonly listener: CiJobListener;
  readonly verifyCiToken: VerifyCiToken;
}

interface JobParams extends Record<string, string> {
  readonly jobId: string;
}

interface Locals extends Record<string, unknown> {
  job: StoredJob;
}

/** What a runner reports in a second, many times over. */
const LARGEST_BATCH = '4mb';

/**
 * Takes records of a report while the job writes it. They are what the job's artifact will hold too, so that nothing
 * depends on their arrival.
 */
export function createIngestRouter({ database, listener, verifyCiToken }: IngestDependencies): Router {
  const router = express.Router();
  const readText = express.text({ type: () => true, limit: LARGEST_BATCH });
  // Who calls is known before the body is read.
  const authenticate: RequestHandler<JobParams, unknown, unknown, unknown, Locals> = async (
    request,
    response,
    next,
  ) => {
    const identity = await verifyCiToken(readToken(request.headers.authorization));
    response.locals.job = await findJobOf(database, request.params.jobId, identity);
    next();
  };
  router.post('/api/ingest/jobs/:jobId', authenticate, readText, async (request, response) => {
    await takeRecords(listener, response.locals.job, request.body);
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
 * @throws TinybugError `not-found`
 */
async function findJobOf(database: Database, jobId: string, identity: CiIdentity): Promise<StoredJob> {
  const job = z.uuid().safeParse(jobId).success ? await database.findJob(jobId) : undefined;
  const handle = GithubJobHandle.safeParse(job?.handle);
  if (job === undefined || !handle.success || job.outcome !== undefined || !isOwn(handle.data, identity))
    throw new TinybugError('not-found', 'There is no such job.');
  return job;
}

function isOwn(
  { strategy, repository, repositoryId, branch, commit, ciRunId }: GithubJobHandle,
  identity: CiIdentity,
): boolean {
  const ref = `refs/heads/${branch}`;
  return (
    strategy === 'sharded' &&
    identity.repository.toLowerCase() === repository.toLowerCase() &&
    identity.repository_id === String(repositoryId) &&
    identity.ref === ref &&
    identity.sha === commit &&
    identity.job_workflow_ref.toLowerCase() === `${repository}/${WORKFLOW_PATH}@${ref}`.toLowerCase() &&
    (ciRunId === undefined || identity.run_id === String(ciRunId))
  );
}

/** @throws TinybugError `invalid-request`; records before the one that is none are stored */
async function takeRecords(listener: CiJobListener, { jobId }: StoredJob, body: unknown): Promise<void> {
  const lines = (typeof body === 'string' ? body : '').split('\n').filter((line) => line !== '');
  for (const [index, line] of lines.entries()) await listener.onRecord(jobId, parseRecord(line, index + 1));
}

function parseRecord(line: string, number: number): RunnerRecord {
  try {
    return RunnerRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new TinybugError('invalid-request', `Line ${number} is no record of a runner's report.`, { cause });
  }
}
