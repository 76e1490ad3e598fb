/** Tinybug's workflow as it stands in the measured commit, which is the one that GitHub runs on the run's branch. */
import { TinybugError } from '../../../../shared/error-code.ts';
import type { RepositoryMirror } from '../../../source/mirror/repository-mirror.ts';
import type { SourceRequest } from '../../source-provider.ts';
import type { GithubScene } from '../ci-strategy.ts';
import type { GithubJobHandle } from '../job-handle.ts';
import { measuredCommit, withMirror } from '../push-plans.ts';
import { readWorkflow } from '../workflows/workflow-document.ts';
import { explainUnstartable } from './workflow-inputs.ts';
import { WORKFLOW_PATH } from './workflow-path.ts';

/** The file that GitHub is to run for a commit. */
export interface RunnableWorkflow {
  readonly text: string;
  /** It is not in the commit. */
  readonly isCarried: boolean;
}

/**
 * The commit's own workflow; or that of the default branch, for a commit that has none, or one that Tinybug cannot start: GitHub runs
 * the file as it stands at the ref, and the ref is a branch of ours.
 *
 * @throws TinybugError `workflow-not-installed` where the default branch has none either
 */
export async function findRunnableWorkflow(scene: GithubScene, source: SourceRequest): Promise<RunnableWorkflow> {
  const { organisationId, repository } = source;
  return withMirror(scene, organisationId, repository.location, async (mirror) => {
    const own = await readText(mirror, await measuredCommit(mirror, source));
    if (own !== undefined && explainUnstartable(own) === undefined) return { text: own, isCarried: false };
    const github = await scene.access.repository(organisationId, repository.location);
    const { defaultBranch } = await github.show();
    const installed = await readText(mirror, await mirror.resolve(defaultBranch));
    if (installed !== undefined) return { text: installed, isCarried: true };
    const detail = `${repository.location} has no ${WORKFLOW_PATH} on its default branch ${defaultBranch}.`;
    throw new TinybugError('workflow-not-installed', detail);
  });
}

/**
 * GitHub lets a file of workflows be pushed that a branch has already, under the same path and with the same content; the others need a
 * permission of their own, and so may the commit below.
 * Source: the scope `workflow` at https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function explainUncarried(error: unknown, { revision = '', repository }: SourceRequest): unknown {
  const isRefusal = error instanceof TinybugError && error.code === 'push-refused' && /workflow/i.test(error.message);
  if (!isRefusal) return error;
  const commit = `The commit ${revision.slice(0, 12)} of ${repository.location}`;
  return new TinybugError(
    'workflow-not-installed',
    `${commit} has no ${WORKFLOW_PATH} that Tinybug can start, and GitHub does not let it push that of the default branch there: give Tinybug the permission "Workflows: write" (a classic token: the scope \`workflow\`), bring the branch up to date, or set \`strategy = "branch-per-mutant"\`.\n${error.message}`,
    { cause: error },
  );
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
  return timeLimitMsOf(text ?? '');
}

export function timeLimitMsOf(text: string): number {
  const workflow = readWorkflow({ path: WORKFLOW_PATH, text });
  const jobs = Object.values(workflow?.jobs ?? {});
  const limits = jobs.map((job) => Number(job['timeout-minutes'] ?? DEFAULT_LIMIT_MINUTES));
  return Math.min(DEFAULT_LIMIT_MINUTES, ...limits.filter(Number.isFinite)) * MINUTE_MS - TOLERANCE_MS;
}

async function readText(mirror: RepositoryMirror, commit: string): Promise<string | undefined> {
  const bytes = (await mirror.readFiles(commit, [WORKFLOW_PATH])).get(WORKFLOW_PATH);
  return bytes && new TextDecoder().decode(bytes);
}
