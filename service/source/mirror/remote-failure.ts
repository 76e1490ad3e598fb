import { TinybugError } from '../../../shared/error-code.ts';
import { GithubUnavailable } from '../../github/github-api.ts';
import type { RemoteAddress } from './mirror-git.ts';

const OUTAGE =
  /error: (?:429|5\d\d)|Could not resolve host|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out)|Empty reply from server|Operation (?:timed out|too slow)|early EOF|the remote end hung up|RPC failed|transfer closed/i;

export const isTokenRefused = (stderr: string): boolean =>
  /(?:Authentication failed|could not read Username|error: 401)/i.test(stderr);

/** What git says of a refusal that only the user can mend, and of GitHub's outages; `undefined` for all else. */
export function explainRemoteFailure({ fullName, url }: RemoteAddress, stderr: string): Error | undefined {
  const pages = namePages(fullName, url);
  if (isTokenRefused(stderr)) {
    return new TinybugError(
      'github-token-invalid',
      `GitHub refused the token with which git asked for ${fullName}: ${pages}`,
    );
  }
  if (/Repository not found|repository '.*' not found|error: 404/i.test(stderr)) {
    return new TinybugError(
      'github-not-installed',
      `GitHub shows no repository ${fullName} to Tinybug's token. It does not exist, has another name now, or the token has no access to it: ${pages}`,
    );
  }
  if (/error: 301|error: 302|unable to update url base from redirection/i.test(stderr)) {
    return new TinybugError('github-not-installed', `${fullName} has another name at GitHub now.`);
  }
  if (/error: 403|Permission to .* denied|Write access to repository not granted/i.test(stderr)) {
    return new TinybugError(
      'github-permission-missing',
      `Tinybug needs the permission "Contents: write" on ${fullName} to read it and to push branches below tinybug/: ${pages}`,
    );
  }
  return OUTAGE.test(stderr)
    ? new GithubUnavailable(`git got no answer from GitHub: ${stderr.trim().slice(0, 500)}`)
    : undefined;
}

/** Git does not know whether its token is an App's or a person's. */
function namePages(fullName: string, url: string): string {
  const { origin } = new URL(url);
  const [owner = ''] = fullName.split('/');
  return `${origin}/organizations/${owner}/settings/installations for the App, ${origin}/settings/tokens for a token`;
}
