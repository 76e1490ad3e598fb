import assert from 'node:assert/strict';
import type { StoreScene } from './store-scene.ts';

/** Larger than 32 bits, as GitHub's numbers of enterprise accounts are. */
let lastAccount = 5_000_000_000;

export function describeGithubAccounts(scene: StoreScene): void {
  const account = (login = 'Acme') => ({ id: (lastAccount += 1), login });

  it('claimGithubAccount gives an account to the first that asks, and keeps it under its newest name', async () => {
    const [{ organisationId: first }, { organisationId: second }] = [await scene.newStore(), await scene.newStore()];
    const [database] = scene.databases();
    const { id, login } = account();
    assert.equal((await database.claimGithubAccount(first, { id, login }))?.login, 'acme');
    assert.equal(await database.claimGithubAccount(second, { id, login }), undefined);
    assert.equal((await database.claimGithubAccount(first, { id, login: 'Renamed' }))?.login, 'renamed');
    const listed = await database.listGithubAccounts(first);
    assert.deepEqual(
      listed.map((claim) => [claim.accountId, claim.login]),
      [[id, 'renamed']],
    );
    assert.deepEqual(await database.listGithubAccounts(second), []);
  });

  it('releaseGithubAccount takes it only from the organisation that has it', async () => {
    const [{ organisationId: first }, { organisationId: second }] = [await scene.newStore(), await scene.newStore()];
    const [database] = scene.databases();
    const claimed = account();
    await database.claimGithubAccount(first, claimed);
    assert.equal(await database.releaseGithubAccount(second, 'acme'), false);
    assert.equal(await database.releaseGithubAccount(first, 'ACME'), true);
    assert.equal(await database.releaseGithubAccount(first, 'acme'), false);
    assert.ok(await database.claimGithubAccount(second, claimed));
  });

  it('countOrganisations counts all of them', async () => {
    const [database] = scene.databases();
    const before = await database.countOrganisations();
    await scene.newStore();
    assert.equal(await database.countOrganisations(), before + 1);
  });
}
