import { runPageLink } from '../../pages/page-key.ts';
import type { RunControl } from '../../run-control.ts';
import { readReport } from '../../reporting/read-report.ts';
import { createGithubAccountOperations, type GithubAccountOptions } from './github-account-operations.ts';
import { createGithubTokenOperation, type GithubTokenOptions } from './github-token-operation.ts';
import { mutantOperations } from './mutant-operations.ts';
import type { OperationHandlers } from './operation.ts';
import type { LocateRepository } from '../repository-location.ts';
import { createRunEventsOperation, type StreamOptions } from './run-events-operation.ts';
import { createWorkflowOperations, type WorkflowOperationOptions } from './workflow-operations.ts';
import { createEstimateOperation, type EstimateOptions } from './estimate-operation.ts';
import { createTriageOperations } from './triage-operations.ts';
import { createRunOperations, requireRun } from './run-operations.ts';

export interface OperationDependencies
  extends StreamOptions, GithubTokenOptions, GithubAccountOptions, WorkflowOperationOptions, EstimateOptions {
  readonly database: GithubTokenOptions['database'] & GithubAccountOptions['database'];
  readonly runControl: RunControl;
  readonly locateRepository: LocateRepository;
  readonly version: string;
  readonly environment: string;
  readonly repositoryHost?: string | undefined;
  readonly accessKeySecret: string;
}

/** What the API does, operation by operation. */
export function createOperationHandlers(dependencies: OperationDependencies): OperationHandlers {
  const { runControl, locateRepository, version, environment, repositoryHost, accessKeySecret } = dependencies;
  return {
    showService: () =>
      Promise.resolve({
        name: 'tinybug',
        version,
        environment,
        ...(repositoryHost !== undefined && { repositoryHost }),
      }),
    registerRepository: async ({ body, store }) => {
      const located = await locateRepository(body);
      if (located.ciProvider !== 'local')
        await dependencies.githubAccounts?.requireAccount(store.organisationId, located.location);
      return store.registerRepository(located);
    },
    listRepositories: ({ query, store }) => store.listRepositories(query),
    storeGithubToken: createGithubTokenOperation(dependencies),
    ...createGithubAccountOperations(dependencies),
    ...createWorkflowOperations(dependencies),
    estimateRun: createEstimateOperation(dependencies),
    ...createRunOperations(runControl),
    ...mutantOperations,
    ...createTriageOperations(dependencies),
    showPageLink: async ({ params, store }) => {
      const run = await requireRun(store, params.runId);
      return { path: runPageLink(accessKeySecret, params.org, run.id) };
    },
    streamRunEvents: createRunEventsOperation(dependencies),
    exportReport: async ({ params, store }) => ({
      ...(await readReport(store, await requireRun(store, params.runId), version)),
    }),
  };
}
