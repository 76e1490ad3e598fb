import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Store } from '../../../../service/storage/store.ts';
import type { StoreScene } from './store-scene.ts';

const HEAD = 'a'.repeat(40);

const register = (store: Store, location: string) =>
  store.registerRepository({ name: location, ciProvider: 'github-actions', location });

export function describePullRequests(scene: StoreScene): void {
  it('createRun keeps the pull request, and listRunsOfPullRequest has its runs, newest first', async () => {
    const [store, stranger] = await Promise.all([scene.newStore(), scene.newStore()]);
    const { id: repositoryId } = await register(store, 'acme/shop');
    const create = async (pullRequest?: number) => {
      const request = { repositoryId, revision: HEAD, settings: {}, ...(pullRequest && { pullRequest }) };
      return (await store.createRun(request, undefined)).run;
    };
    const [first, , , last] = [await create(7), await create(8), await create(), await create(7)];
    assert.equal(first.pullRequest, 7);
    assert.deepEqual(
      (await store.listRunsOfPullRequest(repositoryId, 7)).map(({ id }) => id),
      [last.id, first.id],
    );
    assert.deepEqual(await stranger.listRunsOfPullRequest(repositoryId, 7), []);
  });

  it('recordPullRequestHead keeps a head commit until it is settled, and again when it is told of anew', async () => {
    const [database] = scene.databases();
    const store = await scene.newStore();
    const { id: repositoryId } = await register(store, 'acme/shop');
    const head = { repositoryId, pullRequest: 7, headSha: HEAD };
    const ownHeads = async () =>
      (await database.listOpenPullRequestHeads()).filter(
        ({ organisationId }) => organisationId === store.organisationId,
      );
    await store.recordPullRequestHead(head);
    await store.recordPullRequestHead(head);
    assert.deepEqual(await ownHeads(), [{ organisationId: store.organisationId, ...head }]);
    await (await scene.newStore()).settlePullRequestHead(head);
    assert.equal((await ownHeads()).length, 1, 'another organisation settles nothing');
    await store.settlePullRequestHead(head);
    assert.deepEqual(await ownHeads(), []);
    await store.recordPullRequestHead(head);
    assert.equal((await ownHeads()).length, 1);
  });

  it('findRepositoriesAtGithub finds a repository of every organisation whatever the case, and takes no wildcards', async () => {
    const [database] = scene.databases();
    const stores = await Promise.all([scene.newStore(), scene.newStore()]);
    const name = `acme/shop_${randomUUID()}`;
    const registered = await Promise.all(stores.map((store) => register(store, name)));
    const found = await database.findRepositoriesAtGithub(name.toUpperCase());
    assert.deepEqual(new Set(found.map(({ repositoryId }) => repositoryId)), new Set(registered.map(({ id }) => id)));
    assert.deepEqual(await database.findRepositoriesAtGithub(name.replace('shop_', '%')), []);
    assert.deepEqual(await database.findRepositoriesAtGithub(name.replace('_', '-')), []);
    await stores[0].registerRepository({ name: 'x', ciProvider: 'local', location: 'acme/local' });
    assert.deepEqual(await database.findRepositoriesAtGithub('acme/local'), []);
  });

  it('findSlug knows how an organisation appears in addresses', async () => {
    const [database] = scene.databases();
    const slug = `test-${randomUUID()}`;
    const { id } = await database.ensureOrganisation(slug, 'Test');
    assert.equal(await database.findSlug(id), slug);
    assert.equal(await database.findSlug(randomUUID()), undefined);
  });
}
