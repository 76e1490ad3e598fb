import { TinybugError } from '../../../../shared/error-code.ts';
import type { GithubRepository, Workflow } from '../../../github/github-api.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** Tinybug's workflow on the default branch, where GitHub would start it. */
export async function findWorkflow(repository: GithubRepository): Promise<Workflow | undefined> {
  const own = await findOwnWorkflow(repository);
  return own?.state === 'active' ? own : undefined;
}

/** @throws TinybugError `workflow-not-installed` */
export async function requireWorkflow(repository: GithubRepository): Promise<void> {
  const own = await findOwnWorkflow(repository);
  if (own?.state === 'active') return;
  throw new TinybugError(
    'workflow-not-installed',
    own === undefined
      ? `${repository.fullName} has no ${WORKFLOW_PATH} on its default branch.`
      : `${WORKFLOW_PATH} of ${repository.fullName} is ${own.state}.`,
  );
}

async function findOwnWorkflow(repository: GithubRepository): Promise<Workflow | undefined> {
  return (await repository.listWorkflows()).find(({ path }) => path === WORKFLOW_PATH);
}
