import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSecretBox } from '../../../service/github/secret-box.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';

const TOKEN = 'github_pat_0123456789abcdefghij';

describe('storeGithubToken', () => {
  const secretBox = createSecretBox(randomBytes(32));
  let api: ApiServer;
  afterEach(() => api.close());

  const put = (body: unknown, headers = {}) =>
    requestApi(api, '/github-token', { method: 'PUT', body: JSON.stringify(body), headers });

  it('keeps the token encrypted for its organisation, shows it nowhere, and removes it', async () => {
    api = await startApiServer({ secretBox });
    const { database, organisation, other, log } = api;
    const response = await put({ token: TOKEN });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { isStored: true });
    const sealed = (await database.findGithubToken(organisation.store.organisationId)) ?? '';
    assert.equal(secretBox.open(sealed, organisation.store.organisationId), TOKEN);
    assert.equal(await database.findGithubToken(other.store.organisationId), undefined);
    assert.ok(!log.join('').includes(TOKEN) && !sealed.includes(TOKEN));
    assert.deepEqual(await (await put({ token: null })).json(), { isStored: false });
    assert.equal(await database.findGithubToken(organisation.store.organisationId), undefined);
    assert.notEqual((await requestApi(api, '/github-token')).status, 200);
  });

  it('refuses what is no token without repeating it, other organisations, and everything without a key', async () => {
    api = await startApiServer({ secretBox });
    const response = await put({ token: 'a secret with spaces' });
    assert.equal(response.status, 400);
    assert.ok(!(await response.text()).includes('a secret'));
    assert.equal((await put({ token: TOKEN }, { authorization: `Bearer ${api.other.token}` })).status, 404);
    await api.close();
    api = await startApiServer();
    const refused = await put({ token: TOKEN });
    assert.equal(refused.status, 503);
    assert.match(await refused.text(), /TINYBUG_SECRET_KEY/);
  });
});
