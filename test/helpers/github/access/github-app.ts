import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Permissions } from './tokens.ts';
import { verifyRs256 } from './json-web-token.ts';

const LONGEST_LIFETIME_S = 600;
const CLOCK_DRIFT_S = 60;

/** What an App that measures tests asks for. */
const DEFAULT_PERMISSIONS: Permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  metadata: 'read',
  pull_requests: 'write',
  issues: 'write',
  workflows: 'write',
};

export interface GitHubApp {
  readonly id: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly installationId: number;
  /** What the installation grants; a test takes something away to see what the product says. */
  permissions: Permissions;
  /** Why GitHub refuses this JSON web token of the App; `undefined` where it does not. */
  refusal(token: string): string | undefined;
}

export function createGitHubApp(clock: Clock): GitHubApp {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const publicKey = createPublicKey(privateKey);
  const id = 271_828;
  return {
    id,
    slug: 'tinybug',
    privateKey,
    installationId: 314_159,
    permissions: DEFAULT_PERMISSIONS,
    refusal(token) {
      const claims = verifyRs256(token, publicKey);
      if (claims === undefined) return 'A JSON web token could not be decoded';
      const { iss, iat, exp } = claims;
      const now = clock() / 1000;
      if (String(iss) !== String(id)) return "'Issuer' claim ('iss') must be an Integer or a client ID of this App";
      if (typeof exp !== 'number' || exp < now)
        return "'Expiration time' claim ('exp') must be a numeric value in the future";
      if (exp > now + LONGEST_LIFETIME_S + CLOCK_DRIFT_S)
        return "'Expiration time' claim ('exp') is too far in the future";
      if (typeof iat !== 'number' || iat > now + CLOCK_DRIFT_S) return "'Issued at' claim ('iat') must be in the past";
      return undefined;
    },
  };
}
