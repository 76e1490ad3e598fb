import type { Logger } from 'pino';
import type { GithubConfiguration } from '../configuration.ts';
import type { Database } from '../storage/store.ts';
import { createOctokit } from './create-octokit.ts';
import { createEtagCache } from './etag-cache.ts';
import { explainPassing } from './explain-failure.ts';
import type { GithubAccess } from './github-api.ts';
import { createGithubApp } from './github-app.ts';
import { createOctokitRepository } from './octokit-repository.ts';
import { createRequestBudget } from './request-budget.ts';
import { createSecretBox } from './secret-box.ts';
import { signIn, type SignedIn, type SignInOptions } from './sign-in.ts';

export interface GithubAccessOptions {
  readonly github: Pick<GithubConfiguration, 'apiUrl' | 'serverUrl' | 'personalAccessToken' | 'app'>;
  readonly secretKey: Buffer | undefined;
  readonly database: Pick<Database, 'findGithubToken' | 'changeGithubSpending'>;
  readonly logger: Logger;
  /** The first pause before a failed request is tried again. */
  readonly retryBaseMs?: number;
}

export function createGithubAccess(options: GithubAccessOptions): GithubAccess {
  const { github, secretKey, database, logger, retryBaseMs = 1_000 } = options;
  const cache = createEtagCache();
  const signInOptions: SignInOptions = {
    serverUrl: github.serverUrl,
    app: github.app && createGithubApp(github.apiUrl, github.app, logger),
    personalAccessToken: github.personalAccessToken,
    secretBox: secretKey && createSecretBox(secretKey),
    findSealedToken: (organisationId) => database.findGithubToken(organisationId),
  };
  const signInAs = (organisationId: string, fullName: string): Promise<SignedIn> =>
    explained(() => signIn(signInOptions, organisationId, fullName));
  return {
    async repository(organisationId, fullName) {
      const signedIn = await signInAs(organisationId, fullName);
      const { identity, token } = signedIn;
      const budget = createRequestBudget(database, identity);
      const octokit = createOctokit({ apiUrl: github.apiUrl, identity, token, budget, cache, logger, retryBaseMs });
      return createOctokitRepository(octokit, fullName, signedIn);
    },
    async gitToken(organisationId, fullName, isRefused = false) {
      const { token } = await signInAs(organisationId, fullName);
      return explained(() => token(isRefused));
    },
  };
}

/** Signing in asks GitHub too, and meets the same outages. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explainPassing(error) ?? error;
  }
}
