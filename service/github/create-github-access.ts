import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { TinybugError } from '../../shared/error-code.ts';
import type { GithubConfiguration } from '../configuration.ts';
import type { Database } from '../storage/store.ts';
import type { AccountClaims } from './account-claims.ts';
import { createOctokit } from './create-octokit.ts';
import { createEtagCache } from './etag-cache.ts';
import { explainPassing } from './explain-failure.ts';
import type { GithubAccess, GithubRepository } from './github-api.ts';
import { createGithubApp } from './github-app.ts';
import { createOctokitRepository } from './octokit-repository.ts';
import { createKnownOwners } from './known-owners.ts';
import { findAccount, proveOwner } from './prove-owner.ts';
import { createRequestBudget } from './request-budget.ts';
import { createSecretBox } from './secret-box.ts';
import {
  notConfigured,
  requireClaim,
  signIn,
  signInWithOwnToken,
  withToken,
  type SignedIn,
  type SignInOptions,
} from './sign-in.ts';

export interface GithubAccessOptions {
  readonly github: Pick<GithubConfiguration, 'apiUrl' | 'serverUrl' | 'personalAccessToken' | 'app'>;
  readonly secretKey: Buffer | undefined;
  readonly database: Pick<Database, 'findGithubToken' | 'changeGithubSpending'>;
  readonly claims: AccountClaims;
  readonly logger: Logger;
  /** The first pause before a failed request is tried again. */
  readonly retryBaseMs?: number;
}

export function createGithubAccess(options: GithubAccessOptions): GithubAccess {
  const { github, secretKey, database, claims, logger, retryBaseMs = 1_000 } = options;
  const cache = createEtagCache();
  const connect = ({ identity, token }: SignedIn): Octokit => {
    const budget = createRequestBudget(database, identity);
    return createOctokit({ apiUrl: github.apiUrl, identity, token, budget, cache, logger, retryBaseMs });
  };
  const repositoryAs = (signedIn: SignedIn, fullName: string): GithubRepository =>
    createOctokitRepository(connect(signedIn), fullName, signedIn);
  const signInOptions: SignInOptions = {
    serverUrl: github.serverUrl,
    app: github.app && createGithubApp(github.apiUrl, github.app, logger),
    personalAccessToken: github.personalAccessToken,
    secretBox: secretKey && createSecretBox(secretKey),
    claims,
    findSealedToken: (organisationId) => database.findGithubToken(organisationId),
    findOwnerId: createKnownOwners(async (fullName) => {
      const { personalAccessToken = '' } = github;
      return (await repositoryAs(withToken(personalAccessToken, github.serverUrl), fullName).show()).owner.id;
    }),
  };
  const signInAs = (organisationId: string, fullName: string): Promise<SignedIn> =>
    explained(() => signIn(signInOptions, organisationId, fullName));
  return {
    async repository(organisationId, fullName) {
      return repositoryAs(await signInAs(organisationId, fullName), fullName);
    },
    async gitToken(organisationId, fullName, isRefused = false) {
      const { token } = await signInAs(organisationId, fullName);
      return explained(() => token(isRefused));
    },
    async requireAccount(organisationId, fullName) {
      if ((await signInWithOwnToken(signInOptions, organisationId)) !== undefined) return;
      await requireClaim(signInOptions, organisationId, fullName);
    },
    async holdsAccount(organisationId, { id, login }) {
      const claimed = await claims.find(organisationId, login);
      return claimed === 'any' || claimed.includes(id);
    },
    findAccount: (login) =>
      explained(async () => {
        const { app, personalAccessToken, serverUrl } = signInOptions;
        const installed = await app?.findAccount(login);
        if (installed !== undefined) return installed;
        if (personalAccessToken === undefined) throw app ? await app.explainNotInstalled(login) : notConfigured(login);
        return findAccount(connect(withToken(personalAccessToken, serverUrl)), login);
      }),
    async proveOwner(organisationId, login, token) {
      const signedIn =
        token === undefined
          ? await signInWithOwnToken(signInOptions, organisationId)
          : withToken(token, github.serverUrl);
      if (signedIn === undefined) throw noProof(login);
      return proveOwner(connect(signedIn), signedIn, login);
    },
  };
}

const noProof = (login: string): TinybugError =>
  new TinybugError('github-account-not-proven', `There is no token to show that ${login} is yours.`);

/** Signing in asks GitHub too, and meets the same outages. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainPassing(error) ?? error;
  }
}
