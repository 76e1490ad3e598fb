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
    const budgets = scene.databases().map((database) => createRequestBudget(database, identity));
    const askAll = budgets.map(async (budget) => {
      for (let count = 0; count < 20; count += 1) await budget.spend('POST', false);
    });
    await Promise.all(askAll);
    const [database] = scene.databases();
    const creations = await database.changeGithubSpending(identity, (spent) => ({
      spent,
      result: spent.slots.reduce((sum, [, , created]) => sum + created, 0),
    }));
    assert.equal(creations, 40);
    assert.ok(creations <= LIMITS.creationsPerMinute);
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
