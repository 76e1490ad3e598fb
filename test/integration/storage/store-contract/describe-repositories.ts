import assert from 'node:assert/strict';
import { Repository } from '../../../../shared/run.ts';
import { registerRepository, type StoreScene } from './store-scene.ts';

export function describeRepositories(scene: StoreScene): void {
  it('registerRepository gives the repository that is there for the same provider and location', async () => {
    const store = await scene.newStore();
    const [first, second] = await Promise.all([registerRepository(store), registerRepository(store)]);
    assert.deepEqual(second, first);
    assert.deepEqual(Repository.parse(first), first);
    assert.deepEqual((await store.listRepositories({ limit: 10 })).items, [first]);
    assert.notEqual((await registerRepository(store, '/projects/other')).id, first.id);
  });

  it('registerRepository keeps a location of the longest length that the contract allows', async () => {
    const store = await scene.newStore();
    const location = `/${Array.from({ length: 4095 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join('')}`;
    const repository = await registerRepository(store, location);
    assert.equal((await store.findRepository(repository.id))?.location, location);
  });

  it('findRepository gives undefined for an unknown id and for what is no id', async () => {
    const store = await scene.newStore();
    assert.equal(await store.findRepository('b0a35f1e-8f0c-4c52-a72e-9b27c4b1f6a3'), undefined);
    assert.equal(await store.findRepository("no id'"), undefined);
  });

  it('listRepositories pages through every repository once, in the order of their registration', async () => {
    const store = await scene.newStore();
    const registered: Repository[] = [];
    for (const name of ['c', 'a', 'e', 'b', 'd']) registered.push(await registerRepository(store, `/${name}`));
    const first = await store.listRepositories({ limit: 2 });
    const second = await store.listRepositories({ limit: 2, cursor: first.nextCursor });
    const third = await store.listRepositories({ limit: 2, cursor: second.nextCursor });
    assert.deepEqual([...first.items, ...second.items, ...third.items], registered);
    assert.equal(third.nextCursor, undefined);
  });

  it('ensureOrganisation gives the same organisation for the same slug, also to two at once', async () => {
    const [database, other] = scene.databases();
    const [first, second] = await Promise.all([
      database.ensureOrganisation('twice', 'Twice'),
      other.ensureOrganisation('twice', 'Twice'),
    ]);
    assert.deepEqual(first, second);
    assert.deepEqual(await database.findOrganisation('twice'), first);
    assert.equal(await database.findOrganisation('never'), undefined);
  });

  it('findOrganisationOfToken opens the organisation to which addApiToken gave the token, and none for another', async () => {
    const [database] = scene.databases();
    const { organisationId } = await scene.newStore();
    const token = `tinybug_${organisationId}`;
    await database.addApiToken(organisationId, 'test', token);
    await database.addApiToken(organisationId, 'test', token);
    const found = await database.findOrganisationOfToken(token);
    assert.deepEqual([found?.id, found?.tokenName], [organisationId, 'test']);
    assert.equal(await database.findOrganisationOfToken(`${token} `), undefined);
    const stranger = await scene.newStore();
    await assert.rejects(
      database.addApiToken(stranger.organisationId, 'test', token),
      /belongs to another organisation/,
    );
  });
}
