import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Database } from '../../../service/storage/store.ts';
import { createDeliveryEffects } from '../../../service/webhooks/delivery-effects.ts';
import { openTestDatabase } from '../../helpers/activity-scene.ts';
import { createRecordedRunControl } from '../../helpers/api-server.ts';
import { waitUntil } from '../../helpers/temporal-wait-until.ts';

describe('Effects of webhooks', () => {
  let database: Database;
  let close: () => Promise<void>;
  const shutdown = new AbortController();
  before(async () => {
    ({ database, close } = await openTestDatabase());
  });
  after(async () => {
    shutdown.abort();
    await close();
  });

  const settled = () => waitUntil(async () => (await database.listOpenDeliveries(1)).length === 0);

  /** A run with jobs that wait, and deliveries about its end that were stored and have had no effect. */
  async function storeDeliveries(count: number): Promise<string> {
    const { id } = await database.ensureOrganisation('effects', 'Effects');
    const store = database.storeOf(id);
    const location = `acme/${randomUUID()}`;
    const repository = await store.registerRepository({ ciProvider: 'github-actions', location, name: location });
    const { run } = await store.createRun({ repositoryId: repository.id, settings: {} }, undefined);
    const branch = `tinybug/run-${run.id}-00000000`;
    const jobId = randomUUID();
    await store.saveJob({ jobId, runId: run.id, workflowId: `workflow-${run.id}` });
    await store.updateJob(jobId, { handle: { strategy: 'sharded', branch } });
    for (let index = 0; index < count; index += 1)
      await database.recordDelivery({ deliveryId: randomUUID(), runId: run.id, branch }, location);
    return `signal workflow-${run.id} ${jobId}`;
  }

  function createEffects() {
    const runControl = createRecordedRunControl();
    const logger = pino({ level: 'silent' });
    return {
      runControl,
      effects: createDeliveryEffects({ database, runControl, logger, shutdown: shutdown.signal, retryMs: 5 }),
    };
  }

  it('of deliveries that were stored by a process that is gone come with the next one', async () => {
    const signals = [await storeDeliveries(1), await storeDeliveries(2)];
    const { effects, runControl } = createEffects();
    effects.seeToStored();
    await settled();
    assert.deepEqual(runControl.calls.toSorted(), signals.toSorted());
  });

  it('wake a workflow once for many deliveries about its job, a few runs at a time', async () => {
    const signals = new Set<string>();
    for (let run = 0; run < 12; run += 1) signals.add(await storeDeliveries(10));
    const { effects, runControl } = createEffects();
    let atOnce = 0;
    let mostAtOnce = 0;
    const signal = runControl.signalJobChanged.bind(runControl);
    runControl.signalJobChanged = async (workflowId, jobId) => {
      mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
      await new Promise((resolve) => setImmediate(resolve));
      await signal(workflowId, jobId);
      atOnce -= 1;
    };
    effects.seeToStored();
    await settled();
    assert.deepEqual(runControl.calls.toSorted(), [...signals].toSorted());
    assert.ok(mostAtOnce <= 4, `${mostAtOnce} at once`);
  });

  it('are tried again for a run whose workflow could not be told, and keep no other run waiting', async () => {
    const [failing, other] = [await storeDeliveries(1), await storeDeliveries(1)];
    const { effects, runControl } = createEffects();
    const signal = runControl.signalJobChanged.bind(runControl);
    let isAway = true;
    runControl.signalJobChanged = async (workflowId, jobId) => {
      await signal(workflowId, jobId);
      if (isAway && failing === `signal ${workflowId} ${jobId}`) throw new Error('Temporal is away');
    };
    effects.seeToStored();
    await waitUntil(() => runControl.calls.filter((call) => call === failing).length > 2);
    assert.equal(runControl.calls.filter((call) => call === other).length, 1);
    isAway = false;
    await settled();
  });
});
