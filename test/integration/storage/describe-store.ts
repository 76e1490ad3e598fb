import type { Database } from '../../../service/storage/store.ts';
import { describeBaseline } from './store-contract/describe-baseline.ts';
import { describeDeliveries } from './store-contract/describe-deliveries.ts';
import { describeEvents } from './store-contract/describe-events.ts';
import { describeGithub } from './store-contract/describe-github.ts';
import { describeGithubAccounts } from './store-contract/describe-github-accounts.ts';
import { describeJobs } from './store-contract/describe-jobs.ts';
import { describeMutants } from './store-contract/describe-mutants.ts';
import { describeProvisionalResults } from './store-contract/describe-provisional-results.ts';
import { describeRepositories } from './store-contract/describe-repositories.ts';
import { describePullRequests } from './store-contract/describe-pull-requests.ts';
import { describeResults } from './store-contract/describe-results.ts';
import { describeRuns } from './store-contract/describe-runs.ts';
import { describeTenants } from './store-contract/describe-tenants.ts';
import { describeText } from './store-contract/describe-text.ts';
import { describeTriage } from './store-contract/describe-triage.ts';
import { describeUnmutated } from './store-contract/describe-unmutated.ts';
import { describeVerdictCache } from './store-contract/describe-verdict-cache.ts';
import { createStoreScene } from './store-contract/store-scene.ts';

export interface OpenedDatabases {
  /** Two connections to one database, or one connection twice where only one can be. */
  readonly databases: readonly [Database, Database];
  close(): Promise<void>;
}

/** The contract of `Store` and `Database`, the same for every database. */
export function describeStore(name: string, open: () => Promise<OpenedDatabases>): void {
  describe(`Store on ${name}`, () => {
    let opened: OpenedDatabases | undefined;
    before(async () => {
      opened = await open();
    });
    after(() => opened?.close());
    const scene = createStoreScene(() => {
      if (opened === undefined) throw new Error('The database is not open.');
      return opened.databases;
    });
    describeRepositories(scene);
    describeRuns(scene);
    describeEvents(scene);
    describeBaseline(scene);
    describeMutants(scene);
    describeUnmutated(scene);
    describeResults(scene);
    describeProvisionalResults(scene);
    describeJobs(scene);
    describeVerdictCache(scene);
    describeGithub(scene);
    describeGithubAccounts(scene);
    describePullRequests(scene);
    describeTriage(scene);
    describeDeliveries(scene);
    describeTenants(scene);
    describeText(scene);
  });
}
