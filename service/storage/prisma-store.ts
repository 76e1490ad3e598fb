import type { Store } from './store.ts';
import { withStorageGate } from './storage-gate.ts';
import { createBaselineMethods } from './tables/baseline.ts';
import { createCacheMethods } from './tables/verdict-cache.ts';
import { createJobMethods } from './tables/jobs.ts';
import { createMutantMethods } from './tables/mutants.ts';
import { createPullRequestMethods } from './tables/pull-requests.ts';
import { createRepositoryMethods } from './tables/repositories.ts';
import { createRunEventMethods } from './tables/run-events.ts';
import { createRunMethods } from './tables/runs.ts';
import type { StoreContext } from './tables/store-context.ts';
import { createTriageMethods } from './tables/triage.ts';
import { createUnmutatedMethods } from './tables/unmutated-statements.ts';

export const createStore = (context: StoreContext): Store =>
  withStorageGate<Store>({
    organisationId: context.organisationId,
    ...createRepositoryMethods(context),
    ...createRunMethods(context),
    ...createBaselineMethods(context),
    ...createMutantMethods(context),
    ...createUnmutatedMethods(context),
    ...createCacheMethods(context),
    ...createJobMethods(context),
    ...createPullRequestMethods(context),
    ...createRunEventMethods(context),
    ...createTriageMethods(context),
  });
