import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createTemporalRunControl } from '../../service/temporal/temporal-run-control.ts';
import { hasEnded } from '../../shared/run.ts';
import { WEBHOOK_SECRET, type HostedService } from './hosted-service.ts';
import type { ScaleProject } from './scale-project.ts';

const PER_SECOND = 50;
const SECONDS = 20;

export interface WebhookFigures {
  readonly sent: number;
  readonly signalled: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Deliveries about the jobs of a run that is being measured: all are new, signed, and wake its workflows. */
export async function measureWebhooks(service: HostedService, project: ScaleProject): Promise<WebhookFigures> {
  const { store, repository } = project;
  const settings = { 'max-mutants': 400, shards: 20, strategy: 'sharded', cache: false } as const;
  const known = service.github.webhooks.deliveries.length;
  const { run } = await store.createRun({ repositoryId: repository.id, settings }, undefined);
  const control = createTemporalRunControl(service.temporal);
  await control.start(store.organisationId, run.id);
  const bodies = await service.github.waitFor(() => {
    const started = service.github.webhooks.deliveries
      .slice(known)
      .filter(
        ({ event, action, body }) => event === 'workflow_job' && action === 'in_progress' && body.includes(run.id),
      );
    return started.length > 20 && started.slice(1).map(({ body }) => body);
  });
  const answers = await send(`${service.url}/webhooks/github`, bodies.map(asEnd));
  await control.cancel(store.organisationId, run.id);
  for (let current = await store.findRun(run.id); current && !hasEnded(current.status);) {
    await pause(200);
    current = await store.findRun(run.id);
  }
  const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    sent: answers.length,
    signalled: answers.filter(({ effect }) => effect === 'signalled').length,
    failed: answers.filter(({ status }) => status !== 202).length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

/** What GitHub would say when the job is over. */
const asEnd = (body: string): string =>
  JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(body)), action: 'completed' });

interface Answer {
  readonly status: number;
  readonly effect: string;
  readonly milliseconds: number;
}

/** One every fiftieth of a second, whether or not the one before is answered. */
async function send(url: string, bodies: readonly string[]): Promise<Answer[]> {
  const startedAt = performance.now();
  const answers: Promise<Answer>[] = [];
  for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
    const waitMs = startedAt + (index * 1000) / PER_SECOND - performance.now();
    if (waitMs > 0) await pause(waitMs);
    answers.push(deliver(url, bodies[index % bodies.length] ?? ''));
  }
  return Promise.all(answers);
}

async function deliver(url: string, body: string): Promise<Answer> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'workflow_job',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`,
    },
  });
  const answer = z.object({ effect: z.string() }).safeParse(await response.json());
  return {
    status: response.status,
    effect: answer.data?.effect ?? '',
    milliseconds: performance.now() - startedAt,
  };
}
