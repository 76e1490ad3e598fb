import type { RequestLedger } from '../../service/github/request-budget.ts';
import { NOTHING_SPENT, type SpentRequests } from '../../service/github/request-limits.ts';

/** What the database keeps of requests to GitHub and of tokens, in memory; `now` can be moved. */
export class MemoryLedger implements RequestLedger {
  readonly spending = new Map<string, SpentRequests>();
  readonly sealedTokens = new Map<string, string>();
  now: () => number = () => Date.now() / 1_000;

  findGithubToken(organisationId: string): Promise<string | undefined> {
    return Promise.resolve(this.sealedTokens.get(organisationId));
  }

  changeGithubSpending: RequestLedger['changeGithubSpending'] = (identity, work) => {
    const { spent, result } = work(this.spending.get(identity) ?? NOTHING_SPENT, this.now());
    this.spending.set(identity, spent);
    return Promise.resolve(result);
  };
}
