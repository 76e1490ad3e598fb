import { createAppAuth } from '@octokit/auth-app';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { z } from 'zod';
import { TinybugError } from '../../shared/error-code.ts';
import { toLog } from './create-octokit.ts';
import { notVisible } from './explain-failure.ts';
import type { GithubAccount } from './github-api.ts';
import { splitFullName } from './repository-name.ts';
import { AccountAnswer } from './responses.ts';

export interface Installation {
  readonly id: number;
  readonly settingsPage: string;
  /** GitHub's number of the account that let the app in. */
  readonly accountId: number;
}

/** Tinybug's GitHub App, which has an installation with every account that lets it in. */
export interface GithubApp {
  /** `undefined` where the app is not installed on the repository. */
  findInstallation(fullName: string): Promise<Installation | undefined>;
  /** For this repository alone, fresh for at least ten minutes. */
  installationToken(installation: Installation, fullName: string, isRefused: boolean): Promise<string>;
  /** The account of this name, where the app is installed there. */
  findAccount(login: string): Promise<GithubAccount | undefined>;
  explainNotInstalled(fullName: string): Promise<TinybugError>;
}

const InstallationAnswer = z
  .object({ id: z.int(), html_url: z.string(), account: z.object({ id: z.int() }) })
  .transform(({ id, html_url: settingsPage, account }): Installation => ({ id, settingsPage, accountId: account.id }));
const InstalledAccountAnswer = z.object({ account: AccountAnswer });
const AppAnswer = z.object({ html_url: z.string() });

/** So long an installation is taken to be there. */
const KNOWN_FOR_MS = 10 * 60_000;
const FRESH_FOR_MS = 10 * 60_000;

export function createGithubApp(
  apiUrl: string,
  app: { readonly id: string; readonly privateKey: string },
  logger: Logger,
): GithubApp {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'tinybug', log: toLog(logger) });
  const authenticate = createAppAuth({ appId: app.id, privateKey: app.privateKey, request: octokit.request });
  const known = new Map<string, { installation: Installation; until: number }>();

  const askAsApp = async (route: string, values: Record<string, string | number> = {}): Promise<unknown> => {
    const { token } = await authenticate({ type: 'app' });
    const headers = { authorization: `Bearer ${token}` };
    return (await octokit.request(route, { ...values, headers })).data;
  };

  const createToken = async (installation: Installation, name: string, isRefused: boolean): Promise<string> => {
    const wanted = { type: 'installation' as const, installationId: installation.id, repositoryNames: [name] };
    const first = await authenticate({ ...wanted, refresh: isRefused });
    const isFresh = Date.parse(first.expiresAt) - Date.now() > FRESH_FOR_MS;
    return isFresh || isRefused ? first.token : (await authenticate({ ...wanted, refresh: true })).token;
  };

  return {
    async findInstallation(fullName) {
      const key = fullName.toLowerCase();
      const recent = known.get(key);
      if (recent && recent.until > Date.now()) return recent.installation;
      const { owner, name } = splitFullName(fullName);
      const answer = await askAsApp('GET /repos/{owner}/{repo}/installation', { owner, repo: name }).catch(
        explainRefusal(fullName),
      );
      if (answer === undefined) return undefined;
      const installation = InstallationAnswer.parse(answer);
      known.set(key, { installation, until: Date.now() + KNOWN_FOR_MS });
      return installation;
    },
    async installationToken(installation, fullName, isRefused) {
      try {
        return await createToken(installation, splitFullName(fullName).name, isRefused);
      } catch (error) {
        known.delete(fullName.toLowerCase());
        if (!(error instanceof RequestError)) throw error;
        explainUnlessGone(error, fullName);
        throw notVisible(fullName, installation.settingsPage, error);
      }
    },
    async findAccount(login) {
      for (let page = 1; ; page += 1) {
        const answers = z.array(z.unknown()).parse(await askAsApp('GET /app/installations', { per_page: 100, page }));
        // An enterprise that has installed the app has no name of this kind.
        const accounts = answers.flatMap((answer) => InstalledAccountAnswer.safeParse(answer).data?.account ?? []);
        const found = accounts.find((account) => account.login.toLowerCase() === login.toLowerCase());
        if (found !== undefined || answers.length < 100) return found;
      }
    },
    async explainNotInstalled(fullName) {
      const { html_url: page } = AppAnswer.parse(await askAsApp('GET /app'));
      return notVisible(fullName, `${page}/installations/new`);
    },
  };
}

/** An installation that is gone, suspended (403) or without this repository (422) gives no token. */
function explainUnlessGone(error: RequestError, fullName: string): void {
  if (error.status === 401) throw keyRefused(fullName, error);
  if (![403, 404, 422].includes(error.status)) throw error;
}

const explainRefusal =
  (fullName: string) =>
  (error: unknown): undefined => {
    if (!(error instanceof RequestError)) throw error;
    if (error.status === 401) throw keyRefused(fullName, error);
    if (error.status !== 404) throw error;
  };

const keyRefused = (fullName: string, cause: Error): TinybugError =>
  new TinybugError(
    'github-token-invalid',
    `GitHub refused the app that asked for ${fullName}: GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY do not belong together, or the key was withdrawn.`,
    { cause },
  );
