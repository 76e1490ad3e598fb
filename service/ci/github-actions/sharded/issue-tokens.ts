import type { Settings } from '../../../../shared/settings.ts';
import type { CiJob } from '../../ci-provider.ts';
import type { GithubScene } from '../ci-strategy.ts';
import { readWorkflow } from '../workflows/workflow-document.ts';
import { timeLimitMsOf } from './workflow-of-commit.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** A job may wait for so long until it begins. */
const LONGEST_QUEUE_MS = 60 * 60_000;

/** Where a job of the workflow finds its token, from the root of the branch. */
const tokenPath = (jobId: string): string => `.tinybug/tokens/${jobId}`;

/** Files with a token for each job, by path; none where the workflow, the settings or the service want none. */
export async function issueTokens(
  { shardTokens, access }: GithubScene,
  jobs: readonly CiJob[],
  workflowText: string,
): Promise<Record<string, Uint8Array>> {
  const [first] = jobs;
  if (shardTokens === undefined || first === undefined || !workflowText.includes('--token-file')) return {};
  const { organisationId, repository } = first.source;
  const isPrivate = async () => (await (await access.repository(organisationId, repository.location)).show()).isPrivate;
  if (!(await wantsToken(first.settings, { isPrivate, hasIdentity: hasIdentity(workflowText) }))) return {};
  const lifetimeMs = timeLimitMsOf(workflowText) + LONGEST_QUEUE_MS;
  const files: Record<string, Uint8Array> = {};
  for (const { jobId, runId, shardIndex } of jobs) {
    const claim = { organisationId, runId, jobId, ...(shardIndex !== undefined && { shardIndex }) };
    files[tokenPath(jobId)] = new TextEncoder().encode(await shardTokens.issue(claim, lifetimeMs));
  }
  return files;
}

/** To the whole world a token is shown only where the settings say so. GitHub is asked where it matters. */
export async function wantsToken(
  settings: Pick<Settings, 'live-results'>,
  { isPrivate, hasIdentity }: { readonly isPrivate: () => Promise<boolean>; readonly hasIdentity: boolean },
): Promise<boolean> {
  const wish = settings['live-results'];
  return wish === undefined ? !hasIdentity && (await isPrivate()) : wish === 'token';
}

/** The workflow may ask GitHub to vouch for its jobs. */
function hasIdentity(text: string): boolean {
  const workflow = readWorkflow({ path: WORKFLOW_PATH, text });
  const all = [workflow?.permissions, ...Object.values(workflow?.jobs ?? {}).map(({ permissions }) => permissions)];
  return all.some((permissions) =>
    typeof permissions === 'string' ? permissions === 'write-all' : permissions?.['id-token'] === 'write',
  );
}
