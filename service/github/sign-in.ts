import { createHash } from 'node:crypto';
import { TinybugError } from '../../shared/error-code.ts';
import { notClaimed, type AccountClaims } from './account-claims.ts';
import type { GithubIdentity } from './github-api.ts';
import type { GithubApp } from './github-app.ts';
import { splitFullName } from './repository-name.ts';
import type { SecretBox } from './secret-box.ts';

/** As whom Tinybug asks GitHub about one repository. */
export interface SignedIn {
  readonly kind: GithubIdentity;
  /** Whoever GitHub's limits count for; tells nothing of the token. */
  readonly identity: string;
  /** Where its access is given. */
  readonly settingsPage: string;
  /** Fresh for at least ten minutes, as far as that can be known; told whether GitHub refused the one before. */
  readonly token: (isRefused: boolean) => Promise<string>;
}

export interface SignInOptions {
  readonly serverUrl: string;
  readonly app: GithubApp | undefined;
  readonly personalAccessToken: string | undefined;
  readonly secretBox: SecretBox | undefined;
  readonly claims: AccountClaims;
  findSealedToken(organisationId: string): Promise<string | undefined>;
  /** GitHub's number of the account that a repository belongs to, as the service's token sees it. */
  findOwnerId(fullName: string): Promise<number>;
}

/**
 * The organisation's own token is its own access. The App and the service's token are the service's: an organisation uses
 * them on the accounts that it has claimed, and on no other.
 *
 * @throws TinybugError `github-not-configured`, `github-not-installed`, `github-token-invalid`, `github-account-not-claimed`,
 * `invalid-configuration`
 */
export async function signIn(options: SignInOptions, organisationId: string, fullName: string): Promise<SignedIn> {
  const own = await signInWithOwnToken(options, organisationId);
  if (own !== undefined) return own;
  const { serverUrl, app, personalAccessToken } = options;
  const { owner } = splitFullName(fullName);
  // Asked before GitHub is, which would tell whether a repository of somebody else's is there.
  const claimed = await requireClaim(options, organisationId, fullName);
  const requireOwner = (accountId: number): void => {
    // A name can pass to another account.
    if (claimed !== 'any' && !claimed.includes(accountId)) throw notClaimed(owner);
  };
  const installation = await app?.findInstallation(fullName);
  if (app && installation) {
    requireOwner(installation.accountId);
    return {
      kind: 'app',
      identity: `installation:${installation.id}`,
      settingsPage: installation.settingsPage,
      token: (isRefused) => app.installationToken(installation, fullName, isRefused),
    };
  }
  if (personalAccessToken !== undefined) {
    if (claimed !== 'any') requireOwner(await options.findOwnerId(fullName));
    return withToken(personalAccessToken, serverUrl);
  }
  if (app) throw await app.explainNotInstalled(fullName);
  throw notConfigured(fullName);
}

/** @throws TinybugError `github-account-not-claimed`, `github-not-configured` */
export async function requireClaim(
  { claims, app, personalAccessToken }: Pick<SignInOptions, 'claims' | 'app' | 'personalAccessToken'>,
  organisationId: string,
  fullName: string,
): Promise<readonly number[] | 'any'> {
  if (app === undefined && personalAccessToken === undefined) throw notConfigured(fullName);
  const { owner } = splitFullName(fullName);
  const claimed = await claims.find(organisationId, owner);
  if (claimed !== 'any' && claimed.length === 0) throw notClaimed(owner);
  return claimed;
}

export async function signInWithOwnToken(
  { secretBox, serverUrl, findSealedToken }: Pick<SignInOptions, 'secretBox' | 'serverUrl' | 'findSealedToken'>,
  organisationId: string,
): Promise<SignedIn | undefined> {
  const sealed = await findSealedToken(organisationId);
  return sealed === undefined ? undefined : withToken(openToken(secretBox, sealed, organisationId), serverUrl);
}

export const notConfigured = (name: string): TinybugError =>
  new TinybugError('github-not-configured', `There is no token for ${name}.`);

function openToken(secretBox: SecretBox | undefined, sealed: string, organisationId: string): string {
  if (secretBox === undefined) throw secretKeyMissing();
  try {
    return secretBox.open(sealed, organisationId);
  } catch (error) {
    const message = 'The stored token of the organisation cannot be read with the present TINYBUG_SECRET_KEY.';
    throw new TinybugError('github-token-invalid', message, { cause: error });
  }
}

export const secretKeyMissing = (): TinybugError =>
  new TinybugError(
    'invalid-configuration',
    'TINYBUG_SECRET_KEY is missing; the tokens of organisations are encrypted with it.',
  );

export const withToken = (token: string, serverUrl: string): SignedIn => ({
  kind: 'token',
  identity: `token:${createHash('sha256').update(token).digest('hex')}`,
  settingsPage: `${serverUrl}/settings/${token.startsWith('github_pat_') ? 'personal-access-tokens' : 'tokens'}`,
  token: () => Promise.resolve(token),
});
