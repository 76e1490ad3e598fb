import { createHash } from 'node:crypto';
import { TinybugError } from '../../shared/error-code.ts';
import type { GithubIdentity } from './github-api.ts';
import type { GithubApp } from './github-app.ts';
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
  findSealedToken(organisationId: string): Promise<string | undefined>;
}

/** @throws TinybugError `github-not-configured`, `github-not-installed`, `github-token-invalid`, `invalid-configuration` */
export async function signIn(options: SignInOptions, organisationId: string, fullName: string): Promise<SignedIn> {
  const { serverUrl, app, personalAccessToken } = options;
  const sealed = await options.findSealedToken(organisationId);
  if (sealed !== undefined) return withToken(openToken(options.secretBox, sealed, organisationId), serverUrl);
  const installation = await app?.findInstallation(fullName);
  if (app && installation) {
    return {
      kind: 'app',
      identity: `installation:${installation.id}`,
      settingsPage: installation.settingsPage,
      token: (isRefused) => app.installationToken(installation, fullName, isRefused),
    };
  }
  if (personalAccessToken !== undefined) return withToken(personalAccessToken, serverUrl);
  if (app) throw await app.explainNotInstalled(fullName);
  throw new TinybugError('github-not-configured', `There is no token for ${fullName}.`);
}

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

const withToken = (token: string, serverUrl: string): SignedIn => ({
  kind: 'token',
  identity: `token:${createHash('sha256').update(token).digest('hex')}`,
  settingsPage: `${serverUrl}/settings/${token.startsWith('github_pat_') ? 'personal-access-tokens' : 'tokens'}`,
  token: () => Promise.resolve(token),
});
