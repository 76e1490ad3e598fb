import assert from 'node:assert/strict';
import { createApiClient } from '../../../shared/api-client.ts';
import { TinybugError, type ErrorCode } from '../../../shared/error-code.ts';

const RUN_ID = '0b8f3c1e-3f6a-4a4e-9a51-0f2f3f1b8a11';
const REPOSITORY = {
  id: '7d9f7a52-1f0f-4a0f-8f2e-53a3f6a0a9c1',
  name: 'shop',
  ciProvider: 'local',
  location: '/projects/shop',
  createdAt: '2026-11-01T10:00:00.000Z',
};

interface Call {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A client whose requests are kept and answered with one prepared response. */
function clientAnswering(response: () => Response) {
  const calls: Call[] = [];
  const client = createApiClient({
    baseUrl: 'http://127.0.0.1:7373',
    token: 'secret',
    fetch: (input, init = {}) => {
      assert.ok(input instanceof URL);
      calls.push({ url: input.href, method: init.method, headers: new Headers(init.headers), body: init.body });
      return Promise.resolve().then(response);
    },
  });
  return { client, calls };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

const hasCode = (code: ErrorCode, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof TinybugError);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

describe('createApiClient', () => {
  it('fills path, query and body from the API table and sends the token', async () => {
    const { client, calls } = clientAnswering(() => json({ items: [REPOSITORY] }));
    await client.call('listRepositories', { params: { org: 'local' }, query: { limit: 5 } });
    assert.equal(calls[0]?.url, 'http://127.0.0.1:7373/api/orgs/local/repos?limit=5');
    assert.equal(calls[0].headers.get('authorization'), 'Bearer secret');
    assert.equal(calls[0].body, undefined);
  });

  it('sends a body as JSON and the Idempotency-Key as a header', async () => {
    const { client, calls } = clientAnswering(() => json(REPOSITORY));
    const body = { ciProvider: 'local', location: '/projects/shop' } as const;
    const repository = await client.call('registerRepository', {
      params: { org: 'local' },
      body,
      idempotencyKey: 'once',
    });
    assert.equal(repository.name, 'shop');
    assert.equal(calls[0]?.method, 'POST');
    assert.equal(calls[0].body, JSON.stringify(body));
    assert.equal(calls[0].headers.get('idempotency-key'), 'once');
    assert.equal(calls[0].headers.get('content-type'), 'application/json');
  });

  it('turns a problem document into a TinybugError with its code and issues', async () => {
    const problem = {
      type: 'about:blank',
      status: 400,
      code: 'invalid-request',
      title: 'The request is not valid',
      detail: 'The body does not fit.',
      nextStep: 'Compare it.',
      issues: [{ path: 'settings.workers', message: 'too small' }],
    };
    const { client } = clientAnswering(() => json(problem, 400));
    const call = client.call('showRun', { params: { org: 'local', runId: RUN_ID } });
    await assert.rejects(call, hasCode('invalid-request', /^The body does not fit\.\nsettings\.workers: too small$/));
  });

  it('says service-unreachable where something else than Tinybug answers', async () => {
    const { client } = clientAnswering(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }));
    await assert.rejects(client.call('showService', {}), hasCode('service-unreachable', /502/));
  });

  it('says service-unreachable where nothing answers', async () => {
    const { client } = clientAnswering(() => {
      throw new TypeError('fetch failed');
    });
    await assert.rejects(
      client.call('showService', {}),
      hasCode('service-unreachable', /Nothing answers at http:\/\/127\.0\.0\.1:7373/),
    );
  });

  it('never passes on an answer that does not fit the table', async () => {
    const { client } = clientAnswering(() => json({ ...REPOSITORY, ciProvider: 'jenkins' }));
    const call = client.call('registerRepository', {
      params: { org: 'local' },
      body: { ciProvider: 'local', location: '/p' },
    });
    await assert.rejects(call, hasCode('internal', /registerRepository.*ciProvider/));
  });

  it('refuses parameters that do not fit the table before it sends anything', async () => {
    const { client, calls } = clientAnswering(() => json({}));
    await assert.rejects(client.call('showRun', { params: { org: '../other', runId: RUN_ID } }));
    assert.equal(calls.length, 0);
  });

  it('opens the event stream behind the last known event with Last-Event-ID', async () => {
    const { client, calls } = clientAnswering(() => new Response(''));
    await client.openRunEvents({ org: 'local', runId: RUN_ID }, 0);
    await client.openRunEvents({ org: 'local', runId: RUN_ID }, 41);
    assert.equal(calls[0]?.headers.get('last-event-id'), null);
    assert.equal(calls[1]?.headers.get('last-event-id'), '41');
  });

  it('leaves the reason of an aborted call as it is', async () => {
    const abort = new AbortController();
    abort.abort(new Error('stopped by the caller'));
    const { client } = clientAnswering(() => {
      throw new Error('stopped by the caller');
    });
    await assert.rejects(client.call('showService', { signal: abort.signal }), /stopped by the caller/);
  });
});
