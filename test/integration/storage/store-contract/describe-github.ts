import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequestBudget } from '../../../../service/github/request-budget.ts';
import { LIMITS } from '../../../../service/github/request-limits.ts';
import type { StoreScene } from './store-scene.ts';

export function describeGithub(scene: StoreScene): void {
  it('saveGithubToken keeps one sealed token for each organisation, until it is replaced or removed', async () => {
    const [database, other] = scene.databases();
    const [{ organisationId }, stranger] = await Promise.all([scene.newStore(), scene.newStore()]);
    assert.equal(await database.findGithubToken(organisationId), undefined);
    await database.saveGithubToken(organisationId, 'v1:one');
    await database.saveGithubToken(organisationId, 'v1:two');
    assert.equal(await other.findGithubToken(organisationId), 'v1:two');
    assert.equal(await database.findGithubToken(stranger.organisationId), undefined);
    await database.saveGithubToken(organisationId, undefined);
    await database.saveGithubToken(organisationId, undefined);
    assert.equal(await database.findGithubToken(organisationId), undefined);
  });

  it('changeGithubSpending is one for all workers: together they ask no more than one may', async () => {
    const identity = `token:${randomUUID()}`;
    const [database] = scene.databases();
    // Half an hour ago all but ten of an hour's requests were made: for more, nobody waits.
    await database.changeGithubSpending(identity, (_, now) => ({
      spent: { slots: [[Math.floor(now) - 1_800, 0, LIMITS.creationsPerHour - 10]] },
      result: undefined,
    }));
    const budgets = scene.databases().map((each) => createRequestBudget(each, identity));
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => budgets[index % 2]!.spend('POST', false)),
    );
    const refused = asked.filter(({ status }) => status === 'rejected');
    assert.equal(refused.length, 10);
    for (const each of refused) assert.equal((each as { reason: Error }).reason.name, 'GithubBusy');
  });

  it('changeGithubSpending tells every worker that GitHub asked to wait', async () => {
    const identity = `token:${randomUUID()}`;
    const [one, two] = scene.databases().map((database) => createRequestBudget(database, identity));
    await one?.spend('GET', false);
    await one?.observe({ blockedUntil: Date.now() / 1_000 + 600 });
    await assert.rejects(two!.spend('GET', false), { name: 'GithubBusy' });
  });

  it('changeGithubSpending leaves everything as it was where the work fails', async () => {
    const [database] = scene.databases();
    const identity = `token:${randomUUID()}`;
    const failing = database.changeGithubSpending(identity, () => {
      throw new Error('no');
    });
    await assert.rejects(failing);
    const slots = await database.changeGithubSpending(identity, (spent) => ({ spent, result: spent.slots }));
    assert.deepEqual(slots, []);
  });
}
