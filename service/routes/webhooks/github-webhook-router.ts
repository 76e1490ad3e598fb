import express, { type Router } from 'express';
import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { runOfBranch } from '../../ci/github-actions/branch-names.ts';
import type { Database } from '../../storage/store.ts';
import type { DeliveryEffects } from '../../webhooks/delivery-effects.ts';
import { readCiChange, readPullRequestChange, type PullRequestChange } from './github-event.ts';
import { isSignedByGithub } from './github-signature.ts';

export interface GithubWebhookDependencies {
  readonly database: Database;
  readonly effects: DeliveryEffects;
  /** Shared with GitHub. */
  readonly secret: string;
}

/** GitHub sends no more than this. */
const LARGEST_DELIVERY = '25mb';

const DeliveryId = z.string().regex(/^[\w-]{8,64}$/);

/**
 * Takes what GitHub tells by itself. GitHub waits ten seconds for an answer and does not try again, so all that is done before the answer is
 * to check the signature and to store the delivery; its effect comes after, also where this process ends in between.
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
    const { repository, branch, ciJobName } = change;
    const delivery = { deliveryId: deliveryId.data, runId, branch, ciJobName };
    // A branch's name can be chosen by anyone who can push to a repository; that of the run is known.
    const isStored = await dependencies.database.recordDelivery(delivery, repository);
    if (isStored) dependencies.effects.seeToStored();
    response.status(202).json({ effect: isStored ? 'stored' : 'none' });
  });
  return router;
}

/**
 * Stores the head commit for each organisation that has registered the repository, and has it decided in the background
 * whether it is measured: that takes a look into the repository. What this process does not come to is started with the next.
 */
async function takePullRequest(
  { database, effects }: GithubWebhookDependencies,
  { repository, pullRequest, headSha }: PullRequestChange,
): Promise<boolean> {
  const places = await database.findRepositoriesAtGithub(repository);
  for (const { organisationId, repositoryId } of places) {
    const head = { organisationId, repositoryId, pullRequest, headSha };
    await database.storeOf(organisationId).recordPullRequestHead(head);
    effects.consider(head);
  }
  return places.length > 0;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
