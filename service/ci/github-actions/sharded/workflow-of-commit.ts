/** Tinybug's workflow as it stands in the measured commit, which is the one that GitHub runs on the run's branch. */
import { TinybugError } from '../../../../shared/error-code.ts';
import type { RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import type { SourceRequest } from '../../source-provider.ts';
import type { GithubScene } from '../ci-strategy.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { measuredCommit, withMirror } from '../push-plans.ts';
import { readWorkflow } from '../workflows/workflow-document.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** @throws TinybugError `workflow-not-installed` where the commit is older than the workflow */
export async function requireWorkflowAt(scene: GithubScene, source: SourceRequest): Promise<void> {
  const { organisationId, repository } = source;
  await withMirror(scene, organisationId, repository.location, async (mirror) => {
    const commit = await measuredCommit(mirror, source);
    if ((await readText(mirror, commit)) !== undefined) return;
    throw new TinybugError(
      'workflow-not-installed',
      `The commit ${commit.slice(0, 12)} of ${repository.location} has no ${WORKFLOW_PATH}, although the default branch has one: bring the branch up to date with it, or set \`strategy = "branch-per-mutant"\`.`,
    );
  });
}

const MINUTE_MS = 60_000;
const DEFAULT_LIMIT_MINUTES = 360;
/** GitHub ends a job some seconds before or after its limit. */
const TOLERANCE_MS = 20_000;

/** After so long GitHub cancels a job by itself. */
export async function findTimeLimitMs(
  scene: GithubScene,
  { organisationId, repository, commit }: GithubJobHandle,
): Promise<number> {
  const text = await withMirror(scene, organisationId, repository, (mirror) => readText(mirror, commit));
  const workflow = text === undefined ? undefined : readWorkflow({ path: WORKFLOW_PATH, text });
  const jobs = Object.values(workflow?.jobs ?? {});
  const limits = jobs.map((job) => Number(job['timeout-minutes'] ?? DEFAULT_LIMIT_MINUTES));
  return Math.min(DEFAULT_LIMIT_MINUTES, ...limits.filter(Number.isFinite)) * MINUTE_MS - TOLERANCE_MS;
}

async function readText(mirror: RepositoryMirror, commit: string): Promise<string | undefined> {
  const bytes = (await mirror.readFiles(commit, [WORKFLOW_PATH])).get(WORKFLOW_PATH);
  return bytes && new TextDecoder().decode(bytes);
}
