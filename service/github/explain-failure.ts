import { RequestError } from '@octokit/request-error';
import { TinybugError } from '../../shared/error-code.ts';
import { GithubBusy, GithubNotFound, GithubRefused, GithubUnavailable } from './github-api.ts';
import { readLimitHeaders } from './limit-headers.ts';

/** As GitHub's pages name them. */
export type Permission =
  'Metadata: read' | 'Contents: read' | 'Actions: read' | 'Actions: write' | 'Checks: write' | 'Pull requests: write';

export interface FailedRequest {
  readonly fullName: string;
  readonly permission: Permission;
  /** Where access is given: the installation's page, or the tokens'. */
  readonly settingsPage: string;
  /** Whether the repository can be seen at all; asked only where that matters. */
  isVisible(): Promise<boolean>;
}

/** An error of Octokit in the words of `GithubRepository`; all that may pass stays as it is. */
export async function explainFailure(error: unknown, request: FailedRequest): Promise<unknown> {
  const passing = explainPassing(error);
  if (passing !== undefined || !(error instanceof RequestError)) return passing ?? error;
  if (error.status === 401) return tokenInvalid(request, error);
  if (error.status === 403) return permissionMissing(request, error);
  if (error.status === 410) return new GithubNotFound(`It is gone from GitHub: ${describe(error)}`, { cause: error });
  if (error.status === 422) return new GithubRefused(`GitHub will not do it: ${describe(error)}`, { cause: error });
  if (error.status !== 404) return error;
  if (await request.isVisible())
    return new GithubNotFound(`GitHub has no such thing: ${describe(error)}`, { cause: error });
  return notVisible(request.fullName, request.settingsPage, error);
}

/** Limits and outages, whoever asked; `undefined` for all else. */
export function explainPassing(error: unknown): GithubBusy | GithubUnavailable | undefined {
  // A download that breaks off, and a request that was given up, are not errors of Octokit's.
  const isBrokenOff = error instanceof TypeError && /^(?:terminated|fetch failed)$/.test(error.message);
  const isTimeout = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
  if (isBrokenOff || isTimeout) return new GithubUnavailable('GitHub did not answer to the end.', { cause: error });
  if (!(error instanceof RequestError)) return undefined;
  const { blockedUntil } = readLimitHeaders(error.status, error.response?.headers ?? {});
  const isSecondary = error.status === 403 && /secondary rate|abuse detection/i.test(error.message);
  if (blockedUntil !== undefined || isSecondary) {
    return new GithubBusy(new Date(blockedUntil === undefined ? Date.now() + 60_000 : blockedUntil * 1_000), {
      cause: error,
    });
  }
  if (error.status < 500) return undefined;
  return new GithubUnavailable(`GitHub is not available: ${describe(error)}`, { cause: error });
}

const describe = ({ message, request }: RequestError): string => `${request.method} ${pathOf(request.url)}: ${message}`;

/** Without a query, in which a signature may stand. */
const pathOf = (url: string): string => url.split('?')[0] ?? url;

const tokenInvalid = ({ fullName, settingsPage }: FailedRequest, cause: Error): TinybugError =>
  new TinybugError(
    'github-token-invalid',
    `GitHub refused the token for ${fullName}. It may have been revoked or have run out: ${settingsPage}`,
    { cause },
  );

function permissionMissing({ fullName, permission, settingsPage }: FailedRequest, cause: RequestError): TinybugError {
  const accepted = cause.response?.headers['x-accepted-github-permissions'];
  const named = typeof accepted === 'string' && accepted !== '' ? `${permission} (GitHub: ${accepted})` : permission;
  return new TinybugError(
    'github-permission-missing',
    `Tinybug needs the permission "${named}" on ${fullName}. It is given at ${settingsPage}\nGitHub says: ${cause.message}`,
    { cause },
  );
}

export const notVisible = (fullName: string, settingsPage: string, cause?: unknown): TinybugError =>
  new TinybugError(
    'github-not-installed',
    `GitHub shows no repository ${fullName} to Tinybug. If it exists, give Tinybug access at ${settingsPage}`,
    { cause },
  );
