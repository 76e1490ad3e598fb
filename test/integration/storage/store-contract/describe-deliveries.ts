import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StoreScene } from './store-scene.ts';

const BRANCH = 'tinybug/run-1';

export function describeDeliveries(scene: StoreScene): void {
  const createRun = async (location = `acme/${randomUUID()}`) => {
    const store = await scene.newStore();
    const { id: repositoryId } = await store.registerRepository({
      name: location,
      ciProvider: 'github-actions',
      location,
    });
    const { run } = await store.createRun({ repositoryId, settings: {} }, undefined);
    return { location, organisationId: store.organisationId, runId: run.id };
  };
  const deliveriesOf = async (runId: string) =>
    (await scene.databases()[1].listOpenDeliveries(1_000)).filter((delivery) => delivery.runId === runId);

  it('recordDelivery keeps a delivery once, in the order in which they come, until it is settled', async () => {
    const [database] = scene.databases();
    const { location, organisationId, runId } = await createRun();
    const whole = { deliveryId: randomUUID(), runId, branch: BRANCH };
    const ofJob = { deliveryId: randomUUID(), runId, branch: BRANCH, ciJobName: 'shard\0 1' };
    assert.equal(await database.recordDelivery(whole, location.toUpperCase()), true);
    assert.equal(await database.recordDelivery(ofJob, location), true);
    assert.equal(await database.recordDelivery(whole, location), false);
    const open = await deliveriesOf(runId);
    assert.deepEqual(
      new Set(open),
      new Set([whole, { ...ofJob, ciJobName: 'shard\uFFFD 1' }].map((delivery) => ({ ...delivery, organisationId }))),
    );
    await database.settleDeliveries(open.filter(({ deliveryId }) => deliveryId === whole.deliveryId));
    assert.deepEqual(
      (await deliveriesOf(runId)).map(({ deliveryId }) => deliveryId),
      [ofJob.deliveryId],
    );
    await database.settleDeliveries(open);
    assert.deepEqual(await deliveriesOf(runId), []);
    assert.equal(await database.recordDelivery(whole, location), false, 'it is known although it is settled');
  });

  it('recordDelivery keeps nothing about the run of another repository, about none, or for another provider', async () => {
    const [database] = scene.databases();
    const { runId } = await createRun();
    const local = await scene.newRun();
    const delivery = { deliveryId: randomUUID(), branch: BRANCH };
    assert.equal(await database.recordDelivery({ ...delivery, runId }, 'mallory/fork'), false);
    assert.equal(await database.recordDelivery({ ...delivery, runId: randomUUID() }, 'acme/shop'), false);
    assert.equal(await database.recordDelivery({ ...delivery, runId: "' OR 1 = 1" }, 'acme/shop'), false);
    assert.equal(await database.recordDelivery({ ...delivery, runId: local.run.id }, '/projects/calculator'), false);
  });

  it('settleDeliveries settles nothing of another organisation', async () => {
    const [database] = scene.databases();
    const { location, organisationId, runId } = await createRun();
    const delivery = { deliveryId: randomUUID(), runId, branch: BRANCH };
    await database.recordDelivery(delivery, location);
    await database.settleDeliveries([{ ...delivery, organisationId: (await scene.newStore()).organisationId }]);
    assert.deepEqual(await deliveriesOf(runId), [{ ...delivery, organisationId }]);
    await database.settleDeliveries([{ ...delivery, organisationId }]);
  });
}
