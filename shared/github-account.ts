import { z } from 'zod';
import { Timestamp } from './run.ts';

/** Name of a person or an organisation at GitHub. */
export const GithubLogin = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, { error: 'must be a name at GitHub' });

/** An account at GitHub whose repositories an organisation measures with the service's own access to GitHub. */
export const GithubAccountClaim = z.strictObject({
  /** GitHub's number of the account, which it keeps when it is renamed. */
  accountId: z.int().min(0),
  /** In lower case, as it was when it was claimed. */
  login: GithubLogin,
  claimedAt: Timestamp,
});
export type GithubAccountClaim = z.infer<typeof GithubAccountClaim>;
