import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a delivery comes from GitHub: its header `X-Hub-Signature-256` is `sha256=` and the HMAC-SHA-256 of the body's bytes.
 * Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedByGithub(body: Uint8Array, header: string | undefined, secret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(body).digest());
}
