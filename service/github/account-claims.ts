import { TinybugError } from '../../shared/error-code.ts';
import type { Database } from '../storage/store.ts';

/** Which organisations of Tinybug may use the App and the service's token on an account at GitHub. */
export interface AccountClaims {
  /**
   * GitHub's numbers of the accounts that the organisation may use under this name: none, one, or, where a name has passed from
   * one account to another, several. `any` where organisations are not told apart.
   */
  find(organisationId: string, login: string): Promise<readonly number[] | 'any'>;
}

/** On one's own machine, where there is one organisation and all access is one's own. */
export const ANY_ACCOUNT: AccountClaims = { find: () => Promise.resolve('any') };

/**
 * @param isSingleOrganisation The operator says that the service is for one organisation. As soon as there is a second one,
 * that counts for nothing.
 */
export const createAccountClaims = (
  database: Pick<Database, 'listGithubAccounts' | 'countOrganisations'>,
  isSingleOrganisation: boolean,
): AccountClaims => ({
  async find(organisationId, login) {
    if (isSingleOrganisation && (await database.countOrganisations()) === 1) return 'any';
    const claims = await database.listGithubAccounts(organisationId);
    return claims.filter((claim) => claim.login === login.toLowerCase()).map(({ accountId }) => accountId);
  },
});

export const notClaimed = (login: string): TinybugError =>
  new TinybugError(
    'github-account-not-claimed',
    `Nobody has shown that the account ${login} at GitHub belongs to this organisation of Tinybug.`,
  );
