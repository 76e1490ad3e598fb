import { TinybugError } from '../../shared/error-code.ts';
import { findAuthorizationServer } from './authorization-server.ts';
import { GrantRefused, requestTokens, revoke, Session } from './tokens.ts';

/** Where the editor keeps secrets; all its windows have the same. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Who is signed in to which service, in this window and all others. */
export interface Sessions {
  find(serviceUrl: string): Promise<Session | undefined>;
  keep(serviceUrl: string, session: Session): Promise<void>;
  /** A token that is good for a while, renewed if need be; undefined where nobody is signed in. */
  accessToken(serviceUrl: string): Promise<string | undefined>;
  /** Forgets the session here, and has the service forget it where it answers. */
  end(serviceUrl: string): Promise<Session | undefined>;
}

/** Of the session of a service. */
export const sessionKeyOf = (serviceUrl: string): string => `tinybug.session ${new URL(serviceUrl).origin}`;

/**
 * Names the one session that is over. Deleting that session could meet the one which another window stores at the same moment: the
 * editor's secrets have no way to delete only what one has read.
 */
const endedKeyOf = (serviceUrl: string): string => `tinybug.ended ${new URL(serviceUrl).origin}`;

/** Whether a change of this secret can be a signing in or out. */
export const isKeyOfSession = (key: string, serviceUrl: string): boolean =>
  key === sessionKeyOf(serviceUrl) || key === endedKeyOf(serviceUrl);

/** A request that is on its way must not meet a token that has just ended. */
const RENEWED_BEFORE_MS = 60_000;
const TIMEOUT_MS = 20_000;

export interface SessionsOptions {
  readonly secrets: Secrets;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly log: (message: string) => void;
}

export function createSessions({ secrets, send, now, log }: SessionsOptions): Sessions {
  const renewing = new Map<string, Promise<string | undefined>>();
  const find = async (url: string): Promise<Session | undefined> => {
    const session = Session.safeParse(parseJson(await secrets.get(sessionKeyOf(url)))).data;
    return session?.accessToken === (await secrets.get(endedKeyOf(url))) ? undefined : session;
  };
  const keep = async (url: string, session: Session): Promise<void> => {
    await secrets.store(sessionKeyOf(url), JSON.stringify(session));
  };
  const renew = async (url: string, session: Session): Promise<string | undefined> => {
    const { refreshToken } = session;
    try {
      if (refreshToken === undefined) throw new GrantRefused('sign-in-failed', 'The session has ended.');
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const server = await findAuthorizationServer(url, send, signal);
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
      const { account = session.account, ...tokens } = await requestTokens({ server, grant, send, now, signal });
      await keep(url, { ...session, account, ...tokens });
      log('The session was renewed.');
      return tokens.accessToken;
    } catch (error) {
      // A token that is not over yet serves while the service cannot be asked for another.
      if (!(error instanceof GrantRefused)) return useWhatIsLeft(session, now(), error);
      return afterRefusal(url, session);
    }
  };
  /** Another window may have renewed it in the meantime, which uses the refresh token up. */
  const afterRefusal = async (url: string, tried: Session): Promise<string | undefined> => {
    await secrets.store(endedKeyOf(url), tried.accessToken);
    const present = await find(url);
    if (present === undefined) log('The session has ended.');
    return present?.accessToken;
  };
  return {
    find,
    keep,
    async accessToken(url) {
      const session = await find(url);
      if (session === undefined || session.expiresAt - RENEWED_BEFORE_MS > now()) return session?.accessToken;
      const key = sessionKeyOf(url);
      const promise = renewing.get(key) ?? renew(url, session).finally(() => renewing.delete(key));
      renewing.set(key, promise);
      return promise;
    },
    async end(url) {
      const session = await find(url);
      await secrets.delete(sessionKeyOf(url));
      if (session !== undefined) await endAtService(url, session, send, log);
      return session;
    },
  };
}

function useWhatIsLeft({ accessToken, expiresAt }: Session, now: number, error: unknown): string {
  if (expiresAt > now) return accessToken;
  throw error;
}

async function endAtService(url: string, session: Session, send: typeof fetch, log: (message: string) => void) {
  try {
    await revoke(await findAuthorizationServer(url, send, AbortSignal.timeout(TIMEOUT_MS)), session, send);
  } catch (error) {
    log(error instanceof TinybugError ? error.message : 'The service could not be told of the signing out.');
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
