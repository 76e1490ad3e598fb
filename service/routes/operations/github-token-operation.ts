import type { SecretBox } from '../../github/secret-box.ts';
import { secretKeyMissing } from '../../github/sign-in.ts';
import type { Database } from '../../storage/store.ts';
import type { OperationHandlers } from './operation.ts';

export interface GithubTokenOptions {
  readonly database: Pick<Database, 'saveGithubToken'>;
  /** Absent without `TINYBUG_SECRET_KEY`: then no token can be stored. */
  readonly secretBox?: SecretBox | undefined;
}

export const createGithubTokenOperation =
  ({ database, secretBox }: GithubTokenOptions): OperationHandlers['storeGithubToken'] =>
  async ({ body: { token }, store: { organisationId } }) => {
    if (token === null) {
      await database.saveGithubToken(organisationId, undefined);
      return { isStored: false };
    }
    if (secretBox === undefined) throw secretKeyMissing();
    await database.saveGithubToken(organisationId, secretBox.seal(token, organisationId));
    return { isStored: true };
  };
