import { TinybugError } from '../../../shared/error-code.ts';
import type { GithubAccess } from '../../github/github-api.ts';
import type { Database } from '../../storage/store.ts';
import type { OperationHandlers } from './operation.ts';

export interface GithubAccountOptions {
  readonly database: Pick<Database, 'claimGithubAccount' | 'releaseGithubAccount' | 'listGithubAccounts'>;
  /** Absent where the service has nothing to do with GitHub. */
  readonly githubAccounts?: Pick<GithubAccess, 'requireAccount' | 'proveOwner'> | undefined;
}

type GithubAccountOperations = Pick<
  OperationHandlers,
  'claimGithubAccount' | 'listGithubAccounts' | 'releaseGithubAccount'
>;

export const createGithubAccountOperations = ({
  database,
  githubAccounts,
}: GithubAccountOptions): GithubAccountOperations => ({
  async claimGithubAccount({ body: { login, token }, store: { organisationId } }) {
    if (githubAccounts === undefined)
      throw new TinybugError('github-not-configured', 'This service has no access to GitHub.');
    const account = await githubAccounts.proveOwner(organisationId, login, token);
    const claim = await database.claimGithubAccount(organisationId, account);
    if (claim === undefined)
      throw new TinybugError('github-account-taken', `The account ${account.login} is claimed already.`);
    return claim;
  },
  async listGithubAccounts({ store: { organisationId } }) {
    return { items: await database.listGithubAccounts(organisationId) };
  },
  async releaseGithubAccount({ params: { login }, store: { organisationId } }) {
    if (await database.releaseGithubAccount(organisationId, login)) return { isReleased: true };
    throw new TinybugError('not-found', `The organisation has not claimed an account ${login}.`);
  },
});
