import { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import type { AuthorizationServer } from './authorization-server.ts';

/** Of the public client that this extension is. */
export const CLIENT_ID = 'tinybug-vscode';

/** Who is signed in, as the editor keeps it. Times are milliseconds since 1970. */
export const Session = z.strictObject({
  id: z.string(),
  account: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  expiresAt: z.number(),
});
export type Session = z.infer<typeof Session>;

const Token = z.string().regex(/^[\x21-\x7e]{1,4096}$/);
const Answer = z.object({
  access_token: Token,
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().default(3_600),
  refresh_token: Token.optional(),
  /** Name to show for who has signed in; not in the standard, and not needed. */
  account: z.string().min(1).max(200).optional(),
});
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** The server does not take the code or the refresh token; asking again with it does not help. */
export class GrantRefused extends TinybugError {}

interface TokenRequest {
  readonly server: AuthorizationServer;
  readonly grant: Readonly<Record<string, string>>;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

type Tokens = Omit<Session, 'id' | 'account'> & { readonly account: string | undefined };

/** @throws TinybugError `sign-in-failed`; GrantRefused */
export async function requestTokens({ server, grant, send, now, signal }: TokenRequest): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: CLIENT_ID, ...grant });
  const askedAt = now();
  const response = await reach(server.tokenEndpoint, { method: 'POST', body, redirect: 'error', signal }, send);
  const json: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(response.status, json);
  const answer = Answer.safeParse(json);
  if (!answer.success) throw new TinybugError('sign-in-failed', 'The answer of the service has no token.');
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds, account } = answer.data;
  return {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    expiresAt: askedAt + seconds * 1_000,
    account,
  };
}

async function reach(address: string, init: RequestInit, send: typeof fetch): Promise<Response> {
  try {
    return await send(address, init);
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new TinybugError('service-unreachable', `Nothing answers at ${new URL(address).origin}.`, { cause });
  }
}

function refusalOf(status: number, json: unknown): TinybugError {
  const refusal = Refusal.safeParse(json);
  if (!refusal.success) return new TinybugError('sign-in-failed', `The service answers with status ${status}.`);
  const { error, error_description: description = error } = refusal.data;
  const text = `The service refuses: ${description.slice(0, 200)}`;
  return error === 'invalid_grant'
    ? new GrantRefused('sign-in-failed', text)
    : new TinybugError('sign-in-failed', text);
}

/** As well as can be: who signs out is signed out here in any case. */
export async function revoke({ revocationEndpoint }: AuthorizationServer, session: Session, send: typeof fetch) {
  if (revocationEndpoint === undefined) return;
  const token = session.refreshToken ?? session.accessToken;
  const body = new URLSearchParams({ client_id: CLIENT_ID, token });
  await send(revocationEndpoint, { method: 'POST', body, signal: AbortSignal.timeout(10_000) });
}
