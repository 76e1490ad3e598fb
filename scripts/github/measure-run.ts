import { setTimeout as pause } from 'node:timers/promises';
import { createTemporalRunControl } from '../../service/temporal/temporal-run-control.ts';
import { baselineWorkflowId, runWorkflowId, shardWorkflowId } from '../../service/workflows/messages.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Counts } from '../../test/helpers/github/meter.ts';
import type { HostedService } from './hosted-service.ts';
import { meterProcess, type ProcessCost } from './process-meter.ts';
import type { ScaleProject } from './scale-project.ts';

export interface MeasuredScale {
  readonly run: Run;
  readonly mutants: number;
  readonly shards: number;
  /** What this run alone cost. */
  readonly spent: Pick<Counts, 'jobs' | 'billedMinutes' | 'restCalls' | 'notModified' | 'webhooks' | 'refsPushed'>;
  readonly callsByOperation: Readonly<Record<string, number>>;
  readonly cost: ProcessCost;
  /** Events of the run's own workflow, and the most of any of its children's. */
  readonly runHistory: number;
  readonly longestChildHistory: number;
  readonly wallMs: number;
}

/** @throws Error where the run did not end with a score */
export async function measureRun(
  service: HostedService,
  { store, repository }: ScaleProject,
  settings: Settings,
): Promise<MeasuredScale> {
  const before = service.github.counts;
  const startedAt = performance.now();
  const request = { repositoryId: repository.id, settings: { ...settings, cache: false } };
  const { run } = await store.createRun(request, undefined);
  const { result: ended, cost } = await meterProcess(service.pid, async () => {
    await createTemporalRunControl(service.temporal).start(store.organisationId, run.id);
    for (;;) {
      const current = await store.findRun(run.id);
      if (current !== undefined && hasEnded(current.status)) return current;
      await pause(500);
    }
  });
  const wallMs = performance.now() - startedAt;
  if (ended.status !== 'Completed') throw new Error(`The run ended as ${ended.status}: ${ended.problem?.detail ?? ''}`);
  const stored = (await store.listStoredMutants(run.id)).filter(({ shardIndex }) => shardIndex !== undefined);
  const shards = new Set(stored.map(({ shardIndex }) => shardIndex)).size;
  const children = [
    baselineWorkflowId(run.id),
    ...Array.from({ length: shards }, (_, index) => shardWorkflowId(run.id, index)),
  ];
  return {
    run: ended,
    mutants: stored.length,
    shards,
    ...subtract(service.github.counts, before),
    cost,
    runHistory: await countEvents(service, runWorkflowId(run.id)),
    longestChildHistory: Math.max(...(await Promise.all(children.map((id) => countEvents(service, id))))),
    wallMs,
  };
}

const countEvents = async ({ temporal }: HostedService, workflowId: string): Promise<number> =>
  (await temporal.workflow.getHandle(workflowId).describe()).historyLength;

function subtract(after: Counts, before: Counts): Pick<MeasuredScale, 'spent' | 'callsByOperation'> {
  const calls = Object.entries(after.restCallsByOperation).map(
    ([operation, count]) => [operation, count - (before.restCallsByOperation[operation] ?? 0)] as const,
  );
  return {
    spent: {
      jobs: after.jobs - before.jobs,
      billedMinutes: after.billedMinutes - before.billedMinutes,
      restCalls: after.restCalls - before.restCalls,
      notModified: after.notModified - before.notModified,
      webhooks: after.webhooks - before.webhooks,
      refsPushed: after.refsPushed - before.refsPushed,
    },
    callsByOperation: Object.fromEntries(calls.filter(([, count]) => count > 0)),
  };
}
