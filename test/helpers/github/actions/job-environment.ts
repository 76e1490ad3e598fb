import { jobSecret } from '../services-server.ts';
import type { Permissions } from '../access/tokens.ts';
import type { World } from '../world.ts';
import type { JobRecord } from './run-records.ts';
import type { PermissionSetting } from './workflow-file.ts';

const ALL = ['actions', 'checks', 'contents', 'issues', 'pull_requests', 'statuses', 'packages', 'id_token'];
const DEFAULT_PERMISSIONS: Permissions = { contents: 'read', packages: 'read', metadata: 'read' };

/** What a job's own token may do: the job says it, else its workflow, else GitHub's restrictive default. */
export function permissionsOf(job: JobRecord): Permissions {
  const setting = job.definition.permissions ?? job.run.file.document?.permissions;
  return setting === undefined ? DEFAULT_PERMISSIONS : readSetting(setting);
}

function readSetting(setting: PermissionSetting): Permissions {
  if (setting === 'read-all') return Object.fromEntries(ALL.map((name) => [name, 'read'] as const));
  if (setting === 'write-all') return Object.fromEntries(ALL.map((name) => [name, 'write'] as const));
  return Object.fromEntries(
    Object.entries(setting).flatMap(([name, level]) =>
      level === 'read' || level === 'write' ? [[name.replaceAll('-', '_'), level] as const] : [],
    ),
  );
}

/** The variables that GitHub's runner sets, as far as the loopback has what they stand for. */
export function environmentOf(
  job: JobRecord,
  world: World,
  pythons: Readonly<Record<string, string>>,
): Record<string, string> {
  const { run } = job;
  const { api, html, services } = world.addresses;
  const mayIdentify = permissionsOf(job)['id_token'] === 'write';
  return {
    GITHUB_REPOSITORY: run.repository.fullName,
    GITHUB_REPOSITORY_ID: String(run.repository.id),
    GITHUB_REPOSITORY_OWNER: run.repository.owner,
    GITHUB_REF: run.ref,
    // The name under which act looks for it.
    SHA_REF: run.sha,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.runNumber),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: html,
    GITHUB_API_URL: api,
    GITHUB_WORKFLOW_REF: `${run.repository.fullName}/${run.workflow.path}@${run.ref}`,
    GITHUB_WORKFLOW_SHA: run.sha,
    RUNNER_ENVIRONMENT: 'github-hosted',
    ACTIONS_RUNTIME_TOKEN: jobSecret(job),
    ACTIONS_RESULTS_URL: `${services}/results/`,
    ...(mayIdentify && {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${services}/oidc/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: jobSecret(job),
    }),
    ...Object.fromEntries(Object.entries(pythons).map(([version, file]) => [pythonVariable(version), file])),
  };
}

/** As the stand-in of setup-python spells it. */
const pythonVariable = (version: string): string =>
  version === '' ? 'LOOPBACK_PYTHON' : `LOOPBACK_PYTHON_${version.replaceAll(/[^0-9]/g, '_')}`;
