import { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';

/** Where a service lets people sign in, as RFC 8414 has it. */
export interface AuthorizationServer {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string | undefined;
}

const Endpoint = z.url({ protocol: /^https?$/ }).refine(isSafe, { error: 'must be https, or on this machine' });

const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: Endpoint,
  token_endpoint: Endpoint,
  revocation_endpoint: Endpoint.optional(),
  code_challenge_methods_supported: z.array(z.string()).refine((methods) => methods.includes('S256')),
});

const PATH = '/.well-known/oauth-authorization-server';

/**
 * Asks the service itself where people sign in to it.
 *
 * @throws TinybugError `sign-in-failed`, `service-unreachable`
 */
export async function findAuthorizationServer(
  serviceUrl: string,
  send: typeof fetch,
  signal: AbortSignal,
): Promise<AuthorizationServer> {
  const { origin } = new URL(serviceUrl);
  const response = await reach(origin, send, signal);
  if (response.status === 404)
    throw new TinybugError('sign-in-failed', `${origin} has no signing in; it takes tokens.`);
  const metadata = Metadata.safeParse(await response.json().catch(() => undefined));
  // Who answers for another issuer could be somebody else's page (RFC 8414, section 3.3).
  if (!metadata.success || new URL(metadata.data.issuer, origin).origin !== origin)
    throw new TinybugError('sign-in-failed', `${origin} does not say where one signs in.`);
  return {
    authorizationEndpoint: metadata.data.authorization_endpoint,
    tokenEndpoint: metadata.data.token_endpoint,
    revocationEndpoint: metadata.data.revocation_endpoint,
  };
}

async function reach(origin: string, send: typeof fetch, signal: AbortSignal): Promise<Response> {
  try {
    return await send(new URL(PATH, origin), { headers: { accept: 'application/json' }, redirect: 'error', signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new TinybugError('service-unreachable', `Nothing answers at ${origin}.`, { cause });
  }
}

/** A token in plain text stays on this machine. */
export function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
