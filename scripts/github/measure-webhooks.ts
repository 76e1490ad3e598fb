import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createTemporalRunControl } from '../../service/temporal/temporal-run-control.ts';
import { hasEnded } from '../../shared/run.ts';
import { projectRoot } from '../python-tools.ts';
import { WEBHOOK_SECRET, type HostedService } from './hosted-service.ts';
import { meterProcess } from './process-meter.ts';
import type { ScaleProject } from './scale-project.ts';
import { WebhookAnswer, type WebhookLoad } from './webhook-load.ts';

const PER_SECOND = 50;
const SECONDS = 20;
const SHARDS = 20;

export interface WebhookFigures {
  readonly sent: number;
  readonly stored: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly cpuMsPerDelivery: number;
}

/** Deliveries about the jobs of a run that is being measured: all are new, signed, and wake its workflows. */
export async function measureWebhooks(service: HostedService, project: ScaleProject): Promise<WebhookFigures> {
  const { store, repository } = project;
  const settings = { 'max-mutants': 400, shards: SHARDS, strategy: 'sharded', cache: false } as const;
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
    return started.length > SHARDS && started.slice(1).map(({ body }) => body);
  });
  const load = {
    url: `${service.url}/webhooks/github`,
    secret: WEBHOOK_SECRET,
    bodies: bodies.map(asEnd),
    perSecond: PER_SECOND,
    seconds: SECONDS,
  };
  const { result: answers, cost } = await meterProcess(service.pid, () => send(load));
  await control.cancel(store.organisationId, run.id);
  for (let current = await store.findRun(run.id); current && !hasEnded(current.status);) {
    await pause(200);
    current = await store.findRun(run.id);
  }
  return { ...summarise(answers), cpuMsPerDelivery: cost.cpuMs / answers.length };
}

/** What GitHub would say when the job is over. */
const asEnd = (body: string): string =>
  JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(body)), action: 'completed' });

async function send(load: WebhookLoad): Promise<WebhookAnswer[]> {
  const sender = fork(join(projectRoot, 'scripts', 'github', 'send-webhooks.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: projectRoot,
  });
  sender.send(load);
  const ended = once(sender, 'exit').then(() => undefined);
  const message = await Promise.race([once(sender, 'message'), ended]);
  return z.array(WebhookAnswer).parse(message?.[0]);
}

function summarise(answers: readonly WebhookAnswer[]): Omit<WebhookFigures, 'cpuMsPerDelivery'> {
  const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    sent: answers.length,
    stored: answers.filter(({ effect }) => effect !== 'none').length,
    failed: answers.filter(({ status }) => status !== 202).length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}
