import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import { TinybugError } from '../../shared/error-code.ts';
import { explainPassing } from './explain-failure.ts';
import type { GithubAccount } from './github-api.ts';
import { AccountAnswer, MembershipAnswer } from './responses.ts';
import type { SignedIn } from './sign-in.ts';

/**
 * The account, where whoever the token belongs to is that person, or owns that organisation. To see an installation of the App, or
 * to administer one repository, is less: every reader of one repository sees the installation, and a claim is for all of them.
 *
 * @throws TinybugError `github-account-not-proven`, `github-token-invalid`
 */
export async function proveOwner(octokit: Octokit, { settingsPage }: SignedIn, login: string): Promise<GithubAccount> {
  try {
    const person = AccountAnswer.parse((await octokit.rest.users.getAuthenticated()).data);
    if (isSame(person.login, login)) return person;
    return await proveOwnerOfOrganisation(octokit, person.login, login);
  } catch (error) {
    const passing = explainPassing(error);
    if (passing !== undefined || !(error instanceof RequestError)) throw passing ?? error;
    if (error.status === 401)
      throw new TinybugError('github-token-invalid', `GitHub refused the token: ${settingsPage}`, { cause: error });
    throw notProven(`GitHub says to the token: ${error.message}`, login, error);
  }
}

async function proveOwnerOfOrganisation(octokit: Octokit, person: string, login: string): Promise<GithubAccount> {
  const { data } = await octokit.rest.orgs.getMembershipForAuthenticatedUser({ org: login });
  const { role, state, organization } = MembershipAnswer.parse(data);
  // GitHub follows an organisation's former name.
  if (role === 'admin' && state === 'active' && isSame(organization.login, login)) return organization;
  throw notProven(`To GitHub, ${person} is no owner of ${login}.`, login);
}

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const notProven = (reason: string, login: string, cause?: unknown): TinybugError =>
  new TinybugError('github-account-not-proven', `The account ${login} is not claimed. ${reason}`, { cause });

/** @throws TinybugError `github-not-installed` */
export async function findAccount(octokit: Octokit, login: string): Promise<GithubAccount> {
  try {
    return AccountAnswer.parse((await octokit.rest.users.getByUsername({ username: login })).data);
  } catch (error) {
    if (!(error instanceof RequestError && error.status === 404)) throw error;
    throw new TinybugError('github-not-installed', `GitHub has no account ${login}.`, { cause: error });
  }
}
