import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { ProblemDocument } from '../../../shared/api.ts';
import type { Database } from '../../../service/storage/store.ts';
import { type ApiServer, requestApi, startApiServer } from '../../helpers/api-server.ts';

const MEBIBYTE = 1024 * 1024;

describe('Bad requests to the API', () => {
  let api: ApiServer;
  before(async () => {
    api = await startApiServer();
  });
  after(() => api.close());

  async function problemOf(path: string, init?: RequestInit): Promise<ProblemDocument> {
    const response = await requestApi(api, path, init);
    const problem = ProblemDocument.parse(await response.json());
    assert.equal(problem.status, response.status);
    return problem;
  }
  const post = (body: string, headers: Record<string, string> = {}) => ({ method: 'POST', body, headers });

  for (const [body, code] of [
    ['{', 'malformed-json'],
    ['null x', 'malformed-json'],
    ['{"a":1,}', 'malformed-json'],
    ['"text"', 'malformed-json'],
    ['\u0000', 'malformed-json'],
    ['', 'invalid-request'],
    ['[]', 'invalid-request'],
  ] as const) {
    it(`answers ${code} to the body ${JSON.stringify(body)}`, async () => {
      const problem = await problemOf('/runs', post(body));
      assert.deepEqual([problem.status, problem.code], [400, code]);
    });
  }

  it('names what is wrong in the body, and where', async () => {
    const problem = await problemOf(
      '/runs',
      post(JSON.stringify({ repositoryId: 'x', since: '--evil', settings: { pahts: [] } })),
    );
    assert.equal(problem.code, 'invalid-request');
    assert.deepEqual(
      problem.issues?.map(({ path }) => path),
      ['body.repositoryId', 'body.since', 'body.settings'],
    );
    assert.match(problem.detail, /pahts/);
  });

  it('names what is wrong in the address and in the query', async () => {
    assert.deepEqual(
      (await problemOf('/runs/1')).issues?.map(({ path }) => path),
      ['params.runId'],
    );
    for (const query of ['limit=0', 'limit=501', 'limit=x', 'status=Alive', 'unknown=1', 'path=a&path=b']) {
      const problem = await problemOf(`/runs/${crypto.randomUUID()}/mutants?${query}`);
      assert.equal(problem.code, 'invalid-request', query);
      assert.ok(problem.issues?.[0]?.path.startsWith('query'), query);
    }
  });

  it('answers 400 to a cursor that it did not give', async () => {
    assert.equal((await problemOf('/runs?cursor=nonsense')).status, 400);
  });

  it('takes a body of eight mebibytes and refuses a larger one', async () => {
    const bodyOf = (size: number) => JSON.stringify({ repositoryId: '', since: 'x' }).padEnd(size, ' ');
    assert.equal((await problemOf('/runs', post(bodyOf(8 * MEBIBYTE)))).code, 'invalid-request');
    assert.equal((await problemOf('/runs', post(bodyOf(8 * MEBIBYTE + 1)))).code, 'body-too-large');
  });

  it('reads no body of a caller without a token', async () => {
    const response = await fetch(`${api.origin}/api/orgs/local/runs`, {
      method: 'POST',
      body: ' '.repeat(9 * MEBIBYTE),
    });
    assert.equal(response.status, 401);
  });

  it('refuses a body that is not declared as JSON, which a form of another page could send', async () => {
    const problem = await problemOf('/runs', post('{"repositoryId":""}', { 'content-type': 'text/plain' }));
    assert.equal(problem.code, 'invalid-request');
  });

  it('answers malformed addresses, encodings and keys with 400', async () => {
    assert.equal((await fetch(`${api.origin}/api/orgs/%ff/runs`)).status, 400);
    assert.equal((await problemOf('/runs', post('{}', { 'content-encoding': 'zip' }))).status, 400);
    assert.equal((await problemOf('/runs', post('{}', { 'idempotency-key': 'x'.repeat(256) }))).status, 400);
  });

  it('answers 404 to addresses and methods that it does not have', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['DELETE', '/api/service'],
      ['GET', '/'],
      ['GET', '/orgs/local/other'],
    ] as const) {
      const response = await fetch(`${api.origin}${path}`, { method });
      assert.equal(ProblemDocument.parse(await response.json()).code, 'not-found', path);
    }
  });

  it('survives a request that is not HTTP', async () => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.end('nonsense\r\n\r\n'));
      socket
        .on('error', reject)
        .on('close', () => resolve())
        .resume();
    });
    assert.equal((await fetch(`${api.origin}/api/service`)).status, 200);
  });

  it('keeps the text of an internal error in the log, under the reference that it shows', async () => {
    const secret = 'password of the database';
    const database: Database = { ...api.database, findOrganisationOfToken: () => Promise.reject(new Error(secret)) };
    const broken = await startApiServer({ database });
    try {
      const text = await (await requestApi(broken, '/runs')).text();
      const problem = ProblemDocument.parse(JSON.parse(text));
      assert.deepEqual([problem.status, problem.code], [500, 'internal']);
      assert.ok(!text.includes(secret));
      const reference = /Reference ([0-9a-f-]{36})/.exec(problem.detail)?.[1] ?? 'none';
      const logged = broken.log.find((line) => line.includes(reference));
      assert.ok(logged?.includes(secret));
    } finally {
      await broken.close();
    }
  });
});
