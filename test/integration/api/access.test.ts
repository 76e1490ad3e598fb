import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { API, ProblemDocument } from '../../../shared/api.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';
import { prepareSampleRun } from '../../helpers/sample-run.ts';

/** `fetch` lets nobody set `Host`; this does. */
function requestWithHost(port: number, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const problem = ProblemDocument.parse(await response.json());
  assert.equal(problem.status, response.status);
  return problem;
}

describe('Access to the API', () => {
  let api: ApiServer;
  before(async () => {
    api = await startApiServer();
  });
  after(() => api.close());

  it('says without a token what answers at /api/service, and gives its /openapi.json', async () => {
    const service = API.showService.response.parse(await (await fetch(`${api.origin}/api/service`)).json());
    assert.deepEqual(service, { name: 'tinybug', version: '0.0.0-test', environment: 'dev' });
    const document = (await (await fetch(`${api.origin}/openapi.json`)).json()) as { openapi: string };
    assert.equal(document.openapi, '3.1.0');
  });

  for (const [name, { method, path }] of Object.entries(API).filter(([, { path }]) => path.startsWith('/api/orgs/'))) {
    it(`refuses ${name} without a token and with an unknown one`, async () => {
      const address = `${api.origin}${path.replace(':org', 'local').replace(/:\w+/g, crypto.randomUUID())}`;
      for (const authorization of [undefined, 'Bearer guessed', 'Basic bG9jYWw6', `Bearer ${'x'.repeat(600)}`]) {
        const response = await fetch(address, {
          method,
          ...(authorization !== undefined && { headers: { authorization } }),
        });
        assert.equal((await problemOf(response)).code, 'unauthorized');
        assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      }
    });
  }

  it('answers 404 alike to what is unknown and to what belongs to another organisation', async () => {
    const { run, repository, mutants } = await prepareSampleRun(api.other.store);
    const unknown = crypto.randomUUID();
    const mutantId = mutants[0]?.id ?? '';
    const paths = (runId: string) => [
      `/runs/${runId}`,
      `/runs/${runId}/mutants`,
      `/runs/${runId}/mutants/${mutantId}`,
      `/runs/${runId}/events`,
      `/runs/${runId}/report.json`,
    ];
    for (const [index, path] of paths(run.id).entries()) {
      const foreign = await problemOf(await requestApi(api, path));
      const missing = await problemOf(await requestApi(api, paths(unknown)[index] ?? ''));
      assert.equal(foreign.code, 'not-found');
      assert.deepEqual(foreign, missing);
    }
    const start = { method: 'POST', body: JSON.stringify({ repositoryId: repository.id }) };
    assert.equal((await problemOf(await requestApi(api, '/runs', start))).code, 'not-found');
    const cancel = await requestApi(api, `/runs/${run.id}/cancel`, { method: 'POST' });
    assert.equal((await problemOf(cancel)).code, 'not-found');
    assert.deepEqual(api.runControl.calls, []);
  });

  it('answers 404 when a good token asks for another organisation', async () => {
    const headers = { authorization: `Bearer ${api.organisation.token}` };
    for (const org of ['other', 'nobody', 'LOCAL', '%6Cocal%00']) {
      const response = await fetch(`${api.origin}/api/orgs/${org}/runs`, { headers });
      assert.equal((await problemOf(response)).code, 'not-found', org);
    }
  });

  it('answers only to its own addresses, so that no name can be pointed at it', async () => {
    const { port } = api;
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      assert.equal(await requestWithHost(port, '/api/service', { host }), 200, host);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      `localhost:${port + 1}`,
      `127.0.0.1.nip.io:${port}`,
    ]) {
      assert.equal(await requestWithHost(port, '/api/service', { host }), 403, host);
      assert.equal(await requestWithHost(port, '/orgs/local', { host }), 403, host);
    }
  });

  it('refuses requests that pages of other origins make', async () => {
    const refused: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://localhost:${api.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of refused) {
      const response = await requestApi(api, '/runs', { method: 'POST', body: '{}', headers });
      assert.equal((await problemOf(response)).code, 'forbidden', JSON.stringify(headers));
    }
    const own = { origin: api.origin, 'sec-fetch-site': 'same-origin' };
    assert.equal((await requestApi(api, '/runs', { headers: own })).status, 200);
  });

  it('lets pages of the named editors call the API with a token, and nothing else', async () => {
    const editorOrigins = ['https://*.vscode-cdn.net', 'https://editor.example'];
    const open = await startApiServer({ database: api.database, editorOrigins });
    try {
      for (const origin of ['https://v--1a2b.vscode-cdn.net', 'https://editor.example']) {
        const headers = { origin, 'sec-fetch-site': 'cross-site' };
        const preflight = await fetch(`${open.origin}/api/orgs/local/runs`, { method: 'OPTIONS', headers });
        assert.equal(preflight.status, 204);
        assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
        const response = await requestApi(open, '/runs', { headers });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('access-control-allow-origin'), origin);
        assert.equal(response.headers.get('access-control-allow-credentials'), null);
        assert.equal((await fetch(`${open.origin}/api/orgs/local/runs`, { headers })).status, 401);
        assert.equal((await fetch(`${open.origin}/orgs/local`, { headers })).status, 403);
      }
      for (const origin of [
        'https://evil.example',
        'http://v--1a2b.vscode-cdn.net',
        'https://a.b.vscode-cdn.net',
        'https://evilvscode-cdn.net',
        'https://vscode-cdn.net',
        'https://x.vscode-cdn.net.evil.example',
        'null',
      ]) {
        const response = await requestApi(open, '/runs', { headers: { origin } });
        assert.equal((await problemOf(response)).code, 'forbidden', origin);
        assert.equal(response.headers.get('access-control-allow-origin'), null);
      }
    } finally {
      await open.close();
    }
  });

  it('answers to its public address alone where it has one', async () => {
    const hosted = await startApiServer({ database: api.database, publicOrigins: ['https://tinybug.example'] });
    try {
      assert.equal(await requestWithHost(hosted.port, '/api/service', { host: 'tinybug.example' }), 200);
      assert.equal(await requestWithHost(hosted.port, '/api/service', { host: `127.0.0.1:${hosted.port}` }), 403);
    } finally {
      await hosted.close();
    }
  });
});
