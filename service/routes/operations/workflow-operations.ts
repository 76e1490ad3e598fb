import { TinybugError } from '../../../shared/error-code.ts';
import type { Repository } from '../../../shared/run.ts';
import type { WorkflowProposals } from '../../ci/github-actions/sharded/propose-workflow.ts';
import type { Store } from '../../storage/store.ts';
import type { OperationHandlers } from './operation.ts';

export interface WorkflowOperationOptions {
  /** Absent where the service has nothing to do with GitHub. */
  readonly workflowProposals?: WorkflowProposals | undefined;
}

export function createWorkflowOperations({
  workflowProposals,
}: WorkflowOperationOptions): Pick<OperationHandlers, 'showWorkflowProposal' | 'proposeWorkflow'> {
  return {
    async showWorkflowProposal({ params, store }) {
      const { location } = await requireGithubRepository(store, params.repositoryId);
      return requireProposals(workflowProposals).preview(store.organisationId, location);
    },
    async proposeWorkflow({ params, body, store }) {
      const { location } = await requireGithubRepository(store, params.repositoryId);
      return requireProposals(workflowProposals).propose(store.organisationId, location, body.text);
    },
  };
}

/** @throws TinybugError `not-found`, `invalid-request` */
async function requireGithubRepository(store: Store, repositoryId: string): Promise<Repository> {
  const repository = await store.findRepository(repositoryId);
  if (repository === undefined) throw new TinybugError('not-found', 'There is no such repository.');
  if (repository.ciProvider === 'github-actions') return repository;
  throw new TinybugError('invalid-request', 'A folder on this machine has no workflow.');
}

function requireProposals(proposals: WorkflowProposals | undefined): WorkflowProposals {
  if (proposals !== undefined) return proposals;
  throw new TinybugError('github-not-configured', 'This service has no access to GitHub.');
}
