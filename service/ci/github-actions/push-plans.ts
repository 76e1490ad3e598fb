import { TinybugError } from '../../../shared/error-code.ts';
import type { RepositoryMirror } from '../../source/mirror/repository-mirror.ts';
import type { CiJob } from '../ci-provider.ts';
import type { SourceRequest } from '../source-provider.ts';
import { planBranch } from './branch-names.ts';
import type { GithubScene } from './ci-strategy.ts';

/** Where the plan of a job lies in its branch, and in the folder that the workflow makes of it. */
export const planPath = (jobId: string): string => `.tinybug/plans/${jobId}.json`;

/**
 * Pushes what jobs that start together need, on top of the measured commit, as one commit of one branch.
 * GitHub starts no workflow of the repository for it, because its message says so.
 *
 * @param files Contents by path.
 * @returns the commit
 */
export async function pushPlans(
  scene: GithubScene,
  jobs: readonly [CiJob, ...CiJob[]],
  abortSignal: AbortSignal,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<string> {
  const [first] = jobs;
  const { organisationId, repository } = first.source;
  return withMirror(scene, organisationId, repository.location, async (mirror) => {
    const parent = await measuredCommit(mirror, first.source);
    const encoder = new TextEncoder();
    const plans = jobs.map(({ jobId, plan }) => ({
      path: planPath(jobId),
      content: encoder.encode(JSON.stringify(plan)),
    }));
    const others = Object.entries(files).map(([path, content]) => ({ path, content }));
    const message = `Tinybug run ${first.runId}\n\nPlans and runner; this branch is removed when the run ends.\n\n[skip ci]\n`;
    const [commit] = await mirror.commit([{ parent, files: [...others, ...plans], message }]);
    if (commit === undefined) throw new Error('git made no commit of the plans.');
    abortSignal.throwIfAborted();
    await pushAll(mirror, [{ branch: planBranch(first.runId, first.jobId), commit }]);
    return commit;
  });
}

/** The measured commit, with the editor's changes on top as a commit of their own. */
export async function measuredCommit(mirror: RepositoryMirror, { revision, patch }: SourceRequest): Promise<string> {
  if (revision === undefined) throw new Error('The commit of the run is not known yet.');
  const commit = await mirror.resolve(revision);
  return patch === undefined ? commit : mirror.applyPatch(commit, patch);
}

/** @param fullName `owner/name` */
export async function withMirror<Result>(
  { mirrors }: Pick<GithubScene, 'mirrors'>,
  organisationId: string,
  fullName: string,
  work: (mirror: RepositoryMirror) => Promise<Result>,
): Promise<Result> {
  const mirror = await mirrors.open(organisationId, fullName);
  try {
    return await work(mirror);
  } finally {
    await mirror.close();
  }
}

/** Two attempts of one step push the same at the same time: no rule of the repository's, and the next attempt finds it done. */
const OTHER_PUSH = /cannot lock ref|reference already exists/;

/** @throws TinybugError `push-refused`, with what GitHub said; Error, worth another attempt, where another push was in the way */
export async function pushAll(
  mirror: Pick<RepositoryMirror, 'push'>,
  branches: readonly { readonly branch: string; readonly commit: string }[],
): Promise<void> {
  const { refused } = await mirror.push(branches);
  const [other] = refused;
  if (other === undefined) return;
  const byRule = [...refused].filter(([, reason]) => !OTHER_PUSH.test(reason));
  const [example] = byRule;
  if (example === undefined) throw new Error(`Another push of ${other[0]} was in the way: ${other[1]}`);
  const others = byRule.length === 1 ? '' : `, and ${byRule.length - 1} more`;
  throw new TinybugError('push-refused', `GitHub refused the branch ${example[0]}${others}: ${example[1]}`);
}
