/** A service that people sign in to, as far as an editor sees it: RFC 8414, codes with PKCE, refresh tokens that are used once. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SignInServer {
  readonly url: string;
  /** What a person does on the page: goes on, says no, or is shown a code to copy. */
  answer: 'consent' | 'refuse' | 'show-code';
  /** Seconds that access tokens last. */
  tokenLifetime: number;
  /** Until the server is asked for metadata no more. */
  hasSignIn: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Queries of the sign-in page, oldest first. */
  readonly visits: URLSearchParams[];
  /** The grant types that were asked for. */
  readonly grants: string[];
  /** Whether a request with this token is answered. */
  accepts(accessToken: string): boolean;
  /** Where the browser is sent for a link, as a page that was opened is. */
  visit(link: string): Promise<string>;
  close(): Promise<void>;
}

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly expiresAt: number;
}

const CODE_LIFETIME_MS = 60_000;
const newSecret = (): string => randomBytes(24).toString('base64url');

export async function startSignInServer(): Promise<SignInServer> {
  const codes = new Map<string, Grant>();
  const accessTokens = new Map<string, number>();
  const refreshTokens = new Set<string>();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: SignInServer = {
    url,
    answer: 'consent',
    tokenLifetime: 3_600,
    hasSignIn: true,
    now: Date.now,
    visits: [],
    grants: [],
    accepts: (token) => (accessTokens.get(token) ?? 0) > state.now(),
    visit: async (link) => {
      const response = await fetch(link, { redirect: 'manual' });
      return response.headers.get('location') ?? (await response.text());
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', url);
    const form = new URLSearchParams(await readBody(request));
    switch (address.pathname) {
      case '/.well-known/oauth-authorization-server':
        sendMetadata(response);
        break;
      case '/authorize':
        authorize(address.searchParams, response);
        break;
      case '/token':
        sendTokens(form, response);
        break;
      case '/revoke':
        refreshTokens.delete(form.get('token') ?? '');
        send(response, 200, {});
        break;
      default:
        answerApi(request, address.pathname, response);
    }
  }

  function answerApi(request: IncomingMessage, path: string, response: ServerResponse): void {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const service = { name: 'tinybug', version: '0', environment: 'staging', repositoryHost: 'github.com' };
    if (!state.accepts(token)) send(response, 401, problem('unauthorized', 401));
    else if (path === '/api/service') send(response, 200, service);
    else send(response, 404, problem('not-found', 404));
  }

  function sendMetadata(response: ServerResponse): void {
    send(response, state.hasSignIn ? 200 : 404, {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      revocation_endpoint: `${url}/revoke`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    });
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    state.visits.push(query);
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    const isValid =
      query.get('response_type') === 'code' &&
      query.get('client_id') === 'tinybug-vscode' &&
      query.get('code_challenge_method') === 'S256' &&
      /^[\w-]{43}$/.test(challenge) &&
      (query.get('state')?.length ?? 0) >= 22 &&
      URL.canParse(redirectUri);
    if (!isValid) {
      send(response, 400, { error: 'invalid_request' });
      return;
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    if (state.answer === 'refuse') back.searchParams.set('error', 'access_denied');
    else {
      const code = newSecret();
      codes.set(code, { challenge, redirectUri, expiresAt: state.now() + CODE_LIFETIME_MS });
      if (state.answer === 'show-code') {
        response.writeHead(200, { 'content-type': 'text/plain' }).end(code);
        return;
      }
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.toString() }).end();
  }

  function sendTokens(form: URLSearchParams, response: ServerResponse): void {
    state.grants.push(form.get('grant_type') ?? '');
    const isGood = form.get('client_id') === 'tinybug-vscode' && (redeemCode(form) || redeemRefreshToken(form));
    if (!isGood) {
      send(response, 400, { error: 'invalid_grant' });
      return;
    }
    const [accessToken, refreshToken] = [newSecret(), newSecret()];
    accessTokens.set(accessToken, state.now() + state.tokenLifetime * 1_000);
    refreshTokens.add(refreshToken);
    send(response, 200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: state.tokenLifetime,
      refresh_token: refreshToken,
      account: 'Ada',
    });
  }

  /** Good once, for the same redirect, for who has the verifier, and not for long. */
  function redeemCode(form: URLSearchParams): boolean {
    const code = form.get('code') ?? '';
    const grant = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return (
      form.get('grant_type') === 'authorization_code' &&
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      grant.expiresAt > state.now()
    );
  }

  const redeemRefreshToken = (form: URLSearchParams): boolean =>
    form.get('grant_type') === 'refresh_token' && refreshTokens.delete(form.get('refresh_token') ?? '');

  return state;
}

const problem = (code: string, status: number) => ({
  type: 'about:blank',
  status,
  code,
  title: code,
  detail: code,
  nextStep: 'Look elsewhere.',
});

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
