import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { findAuthorizationServer } from '../../../extension/signing-in/authorization-server.ts';
import { createProofKey, randomText } from '../../../extension/signing-in/pkce.ts';
import { readPasted, readRedirect } from '../../../extension/signing-in/redirect.ts';
import { createSessions, sessionKeyOf } from '../../../extension/signing-in/sessions.ts';
import { startSignIn } from '../../../extension/signing-in/sign-in.ts';
import { TinybugError } from '../../../shared/error-code.ts';
import { startSignInServer, type SignInServer } from '../../helpers/sign-in-server.ts';

const REDIRECT_URI = 'vscode://tinybug.tinybug/signed-in';
const never = new AbortController().signal;
const failed = (text: RegExp) => (error: unknown) =>
  error instanceof TinybugError && error.code === 'sign-in-failed' && text.test(error.message);

/** Secrets as windows of an editor share them. */
function createSecrets() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
  };
}

describe('createProofKey', () => {
  it('makes a verifier that fits RFC 7636, new each time, and its hash', async () => {
    const { verifier, challenge } = await createProofKey();
    assert.match(verifier, /^[\w-]{43}$/);
    assert.equal(challenge, createHash('sha256').update(verifier).digest('base64url'));
    assert.notEqual((await createProofKey()).verifier, verifier);
  });
});

describe('readRedirect and readPasted', () => {
  const state = randomText();

  it('take a code only with the state that was sent', () => {
    assert.deepEqual(readRedirect(new URLSearchParams({ state, code: 'abc' }), state), { kind: 'code', code: 'abc' });
    assert.equal(readRedirect(new URLSearchParams({ state: 'other', code: 'abc' }), state), undefined);
    assert.equal(readRedirect(new URLSearchParams({ code: 'abc' }), state), undefined);
    assert.equal(readRedirect(new URLSearchParams({ state, code: '' }), state), undefined);
    assert.equal(readRedirect(new URLSearchParams({ state, error: 'access_denied' }), state)?.kind, 'refused');
  });

  it('take a pasted code, and a pasted address only with the state that was sent', () => {
    assert.deepEqual(readPasted('  abc-DEF_123\n', state), { kind: 'code', code: 'abc-DEF_123' });
    assert.deepEqual(readPasted(`${REDIRECT_URI}?code=abc&state=${state}`, state), { kind: 'code', code: 'abc' });
    assert.equal(readPasted(`${REDIRECT_URI}?code=abc&state=other`, state), undefined);
    assert.equal(readPasted('not a code', state), undefined);
    assert.equal(readPasted('', state), undefined);
  });
});

describe('Signing in', () => {
  let server: SignInServer;
  let ending: AbortController;
  beforeEach(async () => {
    ending = new AbortController();
    server = await startSignInServer();
  });
  afterEach(async () => {
    ending.abort(new Error('the test is over'));
    await server.close();
  });

  const begin = async (options: { signal?: AbortSignal; timeoutMs?: number } = {}) =>
    startSignIn({
      server: await findAuthorizationServer(server.url, fetch, never),
      redirectUri: REDIRECT_URI,
      fallbackAccount: 'somebody',
      send: fetch,
      now: server.now,
      signal: ending.signal,
      ...options,
    });
  /** One that is never finished. */
  const beginInVain = async () => {
    const waiting = await begin();
    waiting.session.catch(() => undefined);
    return waiting;
  };
  const queryOf = (address: string): URLSearchParams => new URL(address).searchParams;

  it('by the address that the browser opens gives a token that the service takes', async () => {
    const signIn = await begin();
    assert.equal(signIn.takeRedirect(queryOf(await server.visit(signIn.link))), true);
    const session = await signIn.session;
    assert.deepEqual([session.account, server.accepts(session.accessToken)], ['Ada', true]);
  });

  it('by a pasted code, or the pasted address, gives a token too', async () => {
    server.answer = 'show-code';
    const first = await begin();
    assert.equal(first.takePasted(await server.visit(first.link)), true);
    assert.equal(server.accepts((await first.session).accessToken), true);
    server.answer = 'consent';
    const second = await begin();
    assert.equal(second.takePasted(await server.visit(second.link)), true);
    assert.equal(server.accepts((await second.session).accessToken), true);
  });

  it('takes nothing from an answer with another state, and goes on waiting', async () => {
    const [mine, others] = [await begin(), await beginInVain()];
    const redirect = queryOf(await server.visit(others.link));
    assert.equal(mine.takeRedirect(redirect), false);
    assert.deepEqual(server.grants, []);
    assert.equal(mine.takeRedirect(queryOf(await server.visit(mine.link))), true);
    assert.equal(server.accepts((await mine.session).accessToken), true);
  });

  it('fails with a code that was made for another sign-in, as its proof is missing', async () => {
    const [mine, others] = [await begin(), await beginInVain()];
    server.answer = 'show-code';
    assert.equal(mine.takePasted(await server.visit(others.link)), true);
    await assert.rejects(mine.session, failed(/invalid_grant/));
  });

  it('ends when it is cancelled, when the person refuses, and when nothing comes back in time', async () => {
    const cancelling = new AbortController();
    const cancelled = await begin({ signal: cancelling.signal });
    cancelling.abort(new Error('cancelled'));
    await assert.rejects(cancelled.session, /cancelled/);
    server.answer = 'refuse';
    const refused = await begin();
    refused.takeRedirect(queryOf(await server.visit(refused.link)));
    await assert.rejects(refused.session, failed(/access_denied/));
    await assert.rejects((await begin({ timeoutMs: 1 })).session, failed(/in time/));
  });

  it('is refused where the service has none, or speaks for another', async () => {
    server.hasSignIn = false;
    await assert.rejects(findAuthorizationServer(server.url, fetch, never), failed(/takes tokens/));
    const metadata = {
      issuer: 'https://elsewhere.example',
      authorization_endpoint: 'https://elsewhere.example/a',
      token_endpoint: 'https://elsewhere.example/t',
      code_challenge_methods_supported: ['S256'],
    };
    const answering =
      (body: unknown): typeof fetch =>
      () =>
        Promise.resolve(Response.json(body));
    const find = (body: unknown) => findAuthorizationServer('https://tinybug.example', answering(body), never);
    await assert.rejects(find(metadata), failed(/does not say/));
    const own = { ...metadata, issuer: 'https://tinybug.example' };
    assert.equal((await find(own)).tokenEndpoint, 'https://elsewhere.example/t');
    await assert.rejects(find({ ...own, token_endpoint: 'http://tinybug.example/t' }), failed(/does not say/));
    await assert.rejects(find({ ...own, code_challenge_methods_supported: ['plain'] }), failed(/does not say/));
  });
});

describe('createSessions', () => {
  let server: SignInServer;
  let now: number;
  beforeEach(async () => {
    server = await startSignInServer();
    now = Date.now();
    server.now = () => now;
  });
  afterEach(() => server.close());

  const secrets = createSecrets();
  const openWindow = () => createSessions({ secrets, send: fetch, now: () => now, log: () => undefined });
  const signIn = async () => {
    const signIn = await startSignIn({
      server: await findAuthorizationServer(server.url, fetch, never),
      redirectUri: REDIRECT_URI,
      fallbackAccount: 'somebody',
      send: fetch,
      now: () => now,
      signal: never,
    });
    signIn.takeRedirect(new URL(await server.visit(signIn.link)).searchParams);
    await openWindow().keep(server.url, await signIn.session);
  };

  /** Another window: the service has renewed its session, and the editor has not kept it yet. */
  const renewWithoutStoring = async () => {
    let kept: [string, string] | undefined;
    const window = createSessions({
      secrets: { ...secrets, store: (...entry) => Promise.resolve(void (kept = entry)) },
      send: fetch,
      now: () => now,
      log: () => undefined,
    });
    const token = await window.accessToken(server.url);
    return { token, store: () => secrets.store(...(kept ?? assert.fail('Nothing was renewed.'))) };
  };

  it('keeps a session under its own key, for every window and after a restart', async () => {
    await signIn();
    const token = await openWindow().accessToken(server.url);
    assert.equal(server.accepts(token ?? ''), true);
    assert.ok(secrets.kept.has(sessionKeyOf(server.url)));
    assert.equal(await openWindow().accessToken('https://other.example'), undefined);
  });

  it('renews a token before it ends, once for all who ask', async () => {
    await signIn();
    const sessions = openWindow();
    const first = await sessions.accessToken(server.url);
    now += (3_600 - 30) * 1_000;
    const [one, other] = await Promise.all([sessions.accessToken(server.url), sessions.accessToken(server.url)]);
    assert.ok(one !== first && one === other && server.accepts(one ?? ''));
    assert.deepEqual(server.grants, ['authorization_code', 'refresh_token']);
  });

  it('takes over the token that another window has renewed with the only refresh token', async () => {
    await signIn();
    now += 3_600 * 1_000;
    const [one, other] = await Promise.all([
      openWindow().accessToken(server.url),
      openWindow().accessToken(server.url),
    ]);
    assert.ok([one, other].some((token) => token !== undefined));
    const after = await openWindow().accessToken(server.url);
    assert.equal(server.accepts(after ?? ''), true);
  });

  it('keeps the session that another window stores at the very moment in which the renewal is refused here', async () => {
    await signIn();
    now += 3_600 * 1_000;
    let storedByOther = false;
    const slowReader = createSessions({
      secrets: {
        ...secrets,
        // What the loser reads after the refusal is older than what it then acts on.
        async get(key) {
          const value = await secrets.get(key);
          if (key === sessionKeyOf(server.url) && server.grants.at(-1) === 'refused' && !storedByOther) {
            storedByOther = true;
            await other.store();
          }
          return value;
        },
      },
      send: async (input, init) => {
        const response = await fetch(input, init);
        if (init?.method === 'POST') server.grants.push(response.ok ? 'taken' : 'refused');
        return response;
      },
      now: () => now,
      log: () => undefined,
    });
    const other = await renewWithoutStoring();
    await slowReader.accessToken(server.url);
    assert.equal(storedByOther, true);
    assert.equal(await openWindow().accessToken(server.url), other.token);
  });

  it('uses what is left of a token while the service is away, and fails only when it is over', async () => {
    await signIn();
    const token = await openWindow().accessToken(server.url);
    now += (3_600 - 30) * 1_000;
    server.hasSignIn = false;
    assert.equal(await openWindow().accessToken(server.url), token);
    now += 60_000;
    await assert.rejects(openWindow().accessToken(server.url), failed(/takes tokens/));
    assert.ok(secrets.kept.has(sessionKeyOf(server.url)));
  });

  it('is over when the service takes the refresh token no more, and after signing out', async () => {
    await signIn();
    const refreshToken = (await openWindow().find(server.url))?.refreshToken ?? '';
    await openWindow().end(server.url);
    assert.equal(await openWindow().accessToken(server.url), undefined);
    const stale = { id: '1', account: 'Ada', accessToken: 'gone', refreshToken, expiresAt: now };
    await openWindow().keep(server.url, stale);
    assert.equal(await openWindow().accessToken(server.url), undefined);
    assert.equal(await openWindow().find(server.url), undefined);
  });

  it('takes what is no session of ours for none', async () => {
    await secrets.store(sessionKeyOf(server.url), '{"token":1}');
    assert.equal(await openWindow().accessToken(server.url), undefined);
    await secrets.store(sessionKeyOf(server.url), 'not JSON');
    assert.equal(await openWindow().accessToken(server.url), undefined);
  });
});
