/** Tokens by which a job shows its results while it runs, where GitHub does not vouch for it. */
import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { TinybugError } from '../../../../shared/error-code.ts';

const ShardClaim = z.object({
  organisationId: z.uuid(),
  runId: z.uuid(),
  jobId: z.uuid(),
  /** Absent for the baseline. */
  shardIndex: z.int().min(0).optional(),
});
/** The one job that a token is good for. */
export type ShardClaim = z.infer<typeof ShardClaim>;

/**
 * Whoever can read the repository can read such a token, because it lies on a branch. So it allows one thing: to show, until the
 * job ends, results of that job's mutants that its report has to confirm.
 */
export interface ShardTokens {
  issue(claim: ShardClaim, lifetimeMs: number): Promise<string>;
  /** @throws TinybugError `unauthorized` */
  verify(token: string): Promise<ShardClaim>;
}

const ALGORITHM = 'HS256';
const ISSUER = 'tinybug';
const KEY_BYTES = 32;
/** A key of its own, so that no other use of the secret can be mistaken for it. */
const PURPOSE = 'tinybug shard tokens';

export interface ShardTokenOptions {
  /** API and workers have the same. */
  readonly secretKey: Buffer;
  /** The service's own address. */
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createShardTokens({ secretKey, audience, now }: ShardTokenOptions): ShardTokens {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', PURPOSE, KEY_BYTES));
  return {
    issue(claim, lifetimeMs) {
      const seconds = Math.floor(now() / 1_000);
      return new SignJWT(ShardClaim.parse(claim))
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + Math.ceil(lifetimeMs / 1_000))
        .sign(key);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: ISSUER,
          audience,
          algorithms: [ALGORITHM],
          requiredClaims: ['exp', 'iat'],
          currentDate: new Date(now()),
        });
        return ShardClaim.parse(payload);
      } catch (error) {
        if (!(error instanceof errors.JOSEError || error instanceof z.ZodError)) throw error;
        throw new TinybugError('unauthorized', 'The token is not one of a job of this service, or its time is over.', {
          cause: error,
        });
      }
    },
  };
}
