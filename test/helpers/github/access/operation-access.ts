import type { OperationId } from '../contract/operations.ts';

export type Caller = 'app' | 'installation' | 'token';

export interface OperationAccess {
  /** `app`: the App's own JSON web token. `installation`: an App's token, no personal one. `token`: any. */
  readonly caller: Caller;
  readonly permission?: readonly [name: string, level: 'read' | 'write'];
}

const read = (name: string): OperationAccess => ({ caller: 'token', permission: [name, 'read'] });
const write = (name: string): OperationAccess => ({ caller: 'token', permission: [name, 'write'] });
const app: OperationAccess = { caller: 'app' };

/** Who may call what, from GitHub's "Permissions required for GitHub Apps". */
export const OPERATION_ACCESS: Readonly<Record<OperationId, OperationAccess>> = {
  'apps/get-authenticated': app,
  'apps/list-installations': app,
  'apps/get-installation': app,
  'apps/get-repo-installation': app,
  'apps/create-installation-access-token': app,
  'apps/revoke-installation-access-token': { caller: 'installation' },
  'apps/list-repos-accessible-to-installation': { caller: 'installation', permission: ['metadata', 'read'] },
  'apps/list-webhook-deliveries': app,
  'apps/get-webhook-delivery': app,
  'apps/redeliver-webhook-delivery': app,
  'users/get-authenticated': { caller: 'token' },
  'users/get-by-username': { caller: 'token' },
  'orgs/get': { caller: 'token' },
  'orgs/get-membership-for-authenticated-user': { caller: 'token', permission: ['members', 'read'] },
  'rate-limit/get': { caller: 'token' },
  'repos/get': read('metadata'),
  'repos/get-content': read('contents'),
  'repos/list-branches': read('contents'),
  'repos/get-branch': read('contents'),
  'repos/list-commits': read('contents'),
  'repos/get-commit': read('contents'),
  'git/get-ref': read('contents'),
  'git/list-matching-refs': read('contents'),
  'git/create-ref': write('contents'),
  'git/delete-ref': write('contents'),
  'pulls/create': write('pull_requests'),
  'pulls/list': read('pull_requests'),
  'pulls/get': read('pull_requests'),
  'pulls/update': write('pull_requests'),
  'pulls/list-files': read('pull_requests'),
  'issues/create-comment': write('pull_requests'),
  'issues/list-comments': read('pull_requests'),
  'issues/get-comment': read('pull_requests'),
  'issues/update-comment': write('pull_requests'),
  'issues/delete-comment': write('pull_requests'),
  // Personal tokens may read check runs; only Apps may write them.
  'checks/create': { caller: 'installation', permission: ['checks', 'write'] },
  'checks/update': { caller: 'installation', permission: ['checks', 'write'] },
  'checks/get': read('checks'),
  'checks/list-for-ref': read('checks'),
  'checks/list-annotations': read('checks'),
  'actions/list-repo-workflows': read('actions'),
  'actions/get-workflow': read('actions'),
  'actions/create-workflow-dispatch': write('actions'),
  'actions/list-workflow-runs-for-repo': read('actions'),
  'actions/list-workflow-runs': read('actions'),
  'actions/get-workflow-run': read('actions'),
  'actions/delete-workflow-run': write('actions'),
  'actions/cancel-workflow-run': write('actions'),
  'actions/force-cancel-workflow-run': write('actions'),
  'actions/list-jobs-for-workflow-run': read('actions'),
  'actions/get-job-for-workflow-run': read('actions'),
  'actions/download-job-logs-for-workflow-run': read('actions'),
  'actions/download-workflow-run-logs': read('actions'),
  'actions/list-artifacts-for-repo': read('actions'),
  'actions/list-workflow-run-artifacts': read('actions'),
  'actions/get-artifact': read('actions'),
  'actions/download-artifact': read('actions'),
};
