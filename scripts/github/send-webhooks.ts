/** GitHub's side of `npm run bench:github -- --webhooks`, in a process of its own: what else goes on does not count as waiting for an answer. */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { WebhookLoad, type WebhookAnswer } from './webhook-load.ts';

/** One after the other at the rate that is asked for, whether or not the one before is answered. */
async function send(load: WebhookLoad): Promise<WebhookAnswer[]> {
  const { bodies, perSecond, seconds } = load;
  const startedAt = performance.now();
  const answers: Promise<WebhookAnswer>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const waitMs = startedAt + (index * 1000) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    answers.push(deliver(load, bodies[index % bodies.length] ?? ''));
  }
  return Promise.all(answers);
}

async function deliver({ url, secret }: WebhookLoad, body: string): Promise<WebhookAnswer> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'workflow_job',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  });
  const answer = z.object({ effect: z.string() }).safeParse(await response.json());
  return {
    status: response.status,
    effect: answer.data?.effect ?? '',
    milliseconds: performance.now() - startedAt,
  };
}

const message = await once(process, 'message');
process.send?.(await send(WebhookLoad.parse(message[0])));
process.disconnect();
