import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import { createActionsMethods } from './actions-methods.ts';
import { explainFailure, explainPassing, type Permission } from './explain-failure.ts';
import type { GithubRepository } from './github-api.ts';
import { createPullRequestMethods } from './pull-request-methods.ts';
import { splitFullName } from './repository-name.ts';
import { OrganisationAnswer, RefAnswer, RepositoryAnswer } from './responses.ts';
import type { SignedIn } from './sign-in.ts';

/** The repository for Octokit's methods. */
export type RepositoryPlace = Readonly<{ owner: string; repo: string }>;

/** Asks GitHub for what needs a permission, and says in Tinybug's words why that failed. */
export type Ask = <Result>(permission: Permission, work: (octokit: Octokit) => Promise<Result>) => Promise<Result>;

export function createOctokitRepository(octokit: Octokit, fullName: string, signedIn: SignedIn): GithubRepository {
  const { owner, name } = splitFullName(fullName);
  const place: RepositoryPlace = { owner, repo: name };
  const isVisible = async (): Promise<boolean> => {
    try {
      await octokit.rest.repos.get(place);
      return true;
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) return false;
      throw explainPassing(error) ?? error;
    }
  };
  const ask: Ask = async (permission, work) => {
    try {
      return await work(octokit);
    } catch (error) {
      const { settingsPage } = signedIn;
      throw await explainFailure(error, { fullName, permission, settingsPage, isVisible });
    }
  };
  return {
    fullName,
    identity: signedIn.kind,
    show: () => ask('Metadata: read', async ({ rest }) => RepositoryAnswer.parse((await rest.repos.get(place)).data)),
    findPlan: () =>
      ask('Metadata: read', async ({ rest }) => {
        const answer = await rest.orgs.get({ org: owner }).catch(ignoreUntold);
        return answer && OrganisationAnswer.parse(answer.data).plan?.name;
      }),
    listBranches: (prefix) =>
      ask('Contents: read', async ({ paginate, rest }) => {
        const refs = await paginate(rest.git.listMatchingRefs, { ...place, ref: `heads/${prefix}` });
        return refs.map((ref) => RefAnswer.parse(ref));
      }),
    ...createActionsMethods(ask, place),
    ...createPullRequestMethods(ask, place),
  };
}

/** What is only nice to know must stop nobody. */
function ignoreUntold(error: unknown): undefined {
  if (error instanceof RequestError && [403, 404].includes(error.status) && explainPassing(error) === undefined) return;
  throw error;
}
