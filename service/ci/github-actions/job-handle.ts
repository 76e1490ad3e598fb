import { z } from 'zod';
import type { CiJobHandle } from '../ci-provider.ts';

/** What finds a job at GitHub again, also after a restart on another machine. */
export const GithubJobHandle = z.object({
  strategy: z.enum(['sharded', 'branch-per-mutant']),
  organisationId: z.uuid(),
  runId: z.uuid(),
  /** `owner/name`. */
  repository: z.string(),
  /** GitHub's number of it, which no other repository ever gets. */
  repositoryId: z.number(),
  /** Holds the job's plan. */
  branch: z.string(),
  /** What the branch points at. */
  commit: z.string(),
  /** Milliseconds since 1970. */
  dispatchedAt: z.number(),
  /** GitHub's id of the workflow's run; absent where GitHub did not tell it, and where there are many. */
  ciRunId: z.number().optional(),
});
export type GithubJobHandle = z.infer<typeof GithubJobHandle>;

export const parseHandle = (handle: CiJobHandle): GithubJobHandle => GithubJobHandle.parse(handle);

/** Without what is absent, because a handle holds texts and numbers only. */
export function writeHandle({ ciRunId, ...handle }: GithubJobHandle): CiJobHandle {
  return ciRunId === undefined ? handle : { ...handle, ciRunId };
}
