import express, { type Router } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { runOfBranch } from '../../ci/github-actions/branch-names.ts';
import type { RunControl } from '../../run-control.ts';
import type { Database, StoredJob } from '../../storage/store.ts';
import { readCiChange, readPullRequestChange, type CiChange, type PullRequestChange } from './github-event.ts';
import { isSignedByGithub } from './github-signature.ts';

export interface GithubWebhookDependencies {
  readonly database: Database;
  readonly runControl: RunControl;
  readonly logger: Logger;
  /** Shared with GitHub. */
  readonly secret: string;
}

/** GitHub sends no more than this. */
const LARGEST_DELIVERY = '25mb';

const DeliveryId = z.string().regex(/^[\w-]{8,64}$/);

/**
 * Takes what GitHub tells by itself. GitHub waits ten seconds for an answer and does not try again, so the answer is given
 * once the delivery is stored; what it sets off may fail, because every workflow also polls.
 */
export function createGithubWebhookRouter(dependencies: GithubWebhookDependencies): Router {
  const router = express.Router();
  const readRaw = express.raw({ type: () => true, limit: LARGEST_DELIVERY });
  router.post('/webhooks/github', readRaw, async (request, response) => {
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (!isSignedByGithub(bytes, request.get('x-hub-signature-256'), dependencies.secret))
      throw new TinybugError('unauthorized', 'The signature of the delivery is not right.');
    const deliveryId = DeliveryId.safeParse(request.get('x-github-delivery'));
    const event = request.get('x-github-event');
    const payload = parseJson(bytes);
    const pullRequest = readPullRequestChange(event, payload);
    if (pullRequest !== undefined) {
      const isRegistered = await takePullRequest(dependencies, pullRequest);
      response.status(202).json({ effect: isRegistered ? 'considered' : 'none' });
      return;
    }
    const change = readCiChange(event, payload);
    const runId = change && runOfBranch(change.branch);
    if (!deliveryId.success || change === undefined || runId === undefined) {
      response.status(202).json({ effect: 'none' });
      return;
    }
    const isNew = await takeDelivery(dependencies, deliveryId.data, runId, change);
    response.status(202).json({ effect: isNew ? 'signalled' : 'none' });
  });
  return router;
}

/**
 * Stores the head commit for each organisation that has registered the repository, and has it decided in the background
 * whether it is measured: that takes a look into the repository. What could not be started is started with the service.
 */
async function takePullRequest(
  { database, runControl, logger }: GithubWebhookDependencies,
  { repository, pullRequest, headSha }: PullRequestChange,
): Promise<boolean> {
  const places = await database.findRepositoriesAtGithub(repository);
  for (const { organisationId, repositoryId } of places) {
    const head = { organisationId, repositoryId, pullRequest, headSha };
    await database.storeOf(organisationId).recordPullRequestHead(head);
    runControl.considerPullRequest(head).catch((error: unknown) => {
      logger.warn({ err: error, head }, 'The workflow of a pull request could not be started');
    });
  }
  return places.length > 0;
}

/** Whether the delivery is about a run of ours and had not come before. */
async function takeDelivery(
  { database, runControl, logger }: GithubWebhookDependencies,
  deliveryId: string,
  runId: string,
  change: CiChange,
): Promise<boolean> {
  const organisationId = await database.findOrganisationOfRun(runId);
  if (organisationId === undefined) return false;
  const store = database.storeOf(organisationId);
  const run = await store.findRun(runId);
  const repository = run && (await store.findRepository(run.repositoryId));
  // A branch's name can be chosen by anyone who can push to a repository; ours is known.
  if (repository?.location.toLowerCase() !== change.repository.toLowerCase()) return false;
  if (!(await store.recordDelivery(runId, deliveryId))) return false;
  for (const { workflowId, jobId } of (await store.listOpenJobs(runId)).filter((job) => concerns(change, job))) {
    // GitHub is not kept waiting for the workflow engine: a signal that gets lost does no harm, because every workflow polls.
    void runControl.signalJobChanged(workflowId, jobId).catch((error: unknown) => {
      logger.warn({ err: error, workflowId, jobId }, 'A workflow could not be told of a webhook');
    });
  }
  return true;
}

/** A job of a matrix has the id of ours in its name; a branch of a mutant has not, and its job is one of the run's few. */
function concerns({ branch, ciJobName }: CiChange, { jobId, handle }: StoredJob): boolean {
  if (handle?.['branch'] !== branch) return !branch.startsWith('tinybug/run-');
  return ciJobName === undefined || ciJobName.includes(jobId) || handle['strategy'] !== 'sharded';
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
