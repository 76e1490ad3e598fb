import { TinybugError } from '../../shared/error-code.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { createProofKey, randomText } from './pkce.ts';
import { readPasted, readRedirect, type Redirect } from './redirect.ts';
import { CLIENT_ID, requestTokens, type Session } from './tokens.ts';

/** A sign-in that waits for the browser. */
export interface WaitingSignIn {
  /** The page to open; who cannot have it opened copies it. */
  readonly link: string;
  /** Takes what came by the editor's address; false where it belongs to another sign-in. */
  takeRedirect(query: URLSearchParams): boolean;
  /** Takes what a person pastes; false where it is neither a code nor the address of this sign-in. */
  takePasted(text: string): boolean;
  /**
   * Who has signed in.
   *
   * @throws TinybugError `sign-in-failed`, also when five minutes are over; the signal's reason when it is aborted
   */
  readonly session: Promise<Session>;
}

export interface SignInOptions {
  readonly server: AuthorizationServer;
  /** What leads back into this editor. */
  readonly redirectUri: string;
  /** Name of the account where the service gives none. */
  readonly fallbackAccount: string;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

const LONGEST_MS = 5 * 60_000;

export async function startSignIn(options: SignInOptions): Promise<WaitingSignIn> {
  const { server, redirectUri } = options;
  const state = randomText();
  const { verifier, challenge } = await createProofKey();
  const link = new URL(server.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  let settle: (redirect: Redirect) => void = () => undefined;
  const redirected = new Promise<Redirect>((resolve) => (settle = resolve));
  const take = (redirect: Redirect | undefined): boolean => {
    if (redirect !== undefined) settle(redirect);
    return redirect !== undefined;
  };
  const session = waitForSession(redirected, verifier, options);
  // Whoever waits for it is told; until then it is nobody's failure.
  session.catch(() => undefined);
  return {
    link: link.toString(),
    session,
    takeRedirect: (query) => take(readRedirect(query, state)),
    takePasted: (text) => take(readPasted(text, state)),
  };
}

async function waitForSession(
  redirected: Promise<Redirect>,
  verifier: string,
  options: SignInOptions,
): Promise<Session> {
  const { server, redirectUri, fallbackAccount, send, now, signal } = options;
  const redirect = await withinTime(redirected, signal, options.timeoutMs ?? LONGEST_MS);
  if (redirect.kind === 'refused') throw redirect.error;
  const grant = {
    grant_type: 'authorization_code',
    code: redirect.code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  const { account = fallbackAccount, ...tokens } = await requestTokens({ server, grant, send, now, signal });
  return { id: randomText(), account, ...tokens };
}

async function withinTime<Result>(promise: Promise<Result>, signal: AbortSignal, timeoutMs: number): Promise<Result> {
  const ending = new AbortController();
  try {
    return await Promise.race([promise, ended(signal, ending.signal), overdue(timeoutMs, ending.signal)]);
  } finally {
    ending.abort();
  }
}

const ended = (signal: AbortSignal, whileNeeded: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true, signal: whileNeeded });
    if (signal.aborted) abort();
  });

const overdue = (timeoutMs: number, whileNeeded: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const timer = setTimeout(
      () => reject(new TinybugError('sign-in-failed', 'Nothing came back from the browser in time.')),
      timeoutMs,
    );
    // Also where it was cancelled: a window would be kept from its end for minutes.
    whileNeeded.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
