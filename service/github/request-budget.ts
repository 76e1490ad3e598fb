import { setTimeout as pause } from 'node:timers/promises';
import { GithubBusy } from './github-api.ts';
import { costOf, observe, spend, type LimitHeaders, type SpentRequests } from './request-limits.ts';

/** Shared by all workers: whoever changes an identity's entry has it alone. `now` is the same clock for all. */
export interface RequestLedger {
  changeGithubSpending<Result>(
    identity: string,
    work: (spent: SpentRequests, now: number) => { readonly spent: SpentRequests; readonly result: Result },
  ): Promise<Result>;
}

/** What one identity may ask of GitHub. */
export interface RequestBudget {
  /**
   * Waits until a request is within GitHub's limits, and counts it.
   *
   * @throws GithubBusy where that takes longer than it is worth waiting for
   */
  spend(method: string, isUrgent: boolean): Promise<void>;
  /** Takes in what GitHub told of its limits. */
  observe(headers: LimitHeaders): Promise<void>;
}

export const LONGEST_WAIT_SECONDS = 60;

export function createRequestBudget(ledger: RequestLedger, identity: string): RequestBudget {
  let told: LimitHeaders = {};
  const take = (): LimitHeaders => {
    const taken = told;
    told = {};
    return taken;
  };
  return {
    async spend(method, isUrgent) {
      const cost = costOf(method, isUrgent);
      for (;;) {
        const heard = take();
        const seconds = await ledger.changeGithubSpending(identity, (spent, now) => {
          const { spent: next, waitUntil } = spend(observe(spent, heard), cost, now);
          return { spent: next, result: waitUntil === undefined ? 0 : waitUntil - now };
        });
        if (seconds <= 0) return;
        if (seconds > LONGEST_WAIT_SECONDS) throw new GithubBusy(new Date(Date.now() + seconds * 1_000));
        await pause(Math.ceil(seconds * 1_000));
      }
    },
    async observe(headers) {
      told = headers;
      if (headers.blockedUntil === undefined) return;
      // The other workers must not run into the same wall; what is left otherwise can wait for the next request.
      await ledger.changeGithubSpending(identity, (spent) => ({ spent: observe(spent, take()), result: undefined }));
    },
  };
}
