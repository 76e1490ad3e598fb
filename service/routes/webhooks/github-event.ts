import { z } from 'zod';

const OWN_BRANCHES = 'tinybug/';

const Repository = z.object({ full_name: z.string().max(512) });

/** What Tinybug reads of the deliveries that it subscribes to; everything else in them is left alone. */
const WorkflowRunEvent = z.object({
  action: z.string(),
  workflow_run: z.object({ head_branch: z.string().nullish() }),
  repository: Repository,
});

const WorkflowJobEvent = z.object({
  action: z.string(),
  workflow_job: z.object({ head_branch: z.string().nullish(), name: z.string() }),
  repository: Repository,
});

const PullRequestEvent = z.object({
  action: z.string(),
  number: z.int().min(1).max(2_147_483_647),
  pull_request: z.object({
    draft: z.boolean().nullish(),
    head: z.object({ ref: z.string(), sha: z.string().regex(/^[0-9a-f]{40}$/) }),
  }),
  repository: Repository,
});

/** A pull request has a head commit that may have to be measured. */
export interface PullRequestChange {
  /** `owner/name`, to which the pull request goes. */
  readonly repository: string;
  readonly pullRequest: number;
  readonly headSha: string;
}

const MEASURED_ACTIONS = ['opened', 'synchronize', 'reopened', 'ready_for_review'];

/** Drafts wait until they are ready, and Tinybug's own pull requests are none of its business. */
export function readPullRequestChange(event: string | undefined, body: unknown): PullRequestChange | undefined {
  if (event !== 'pull_request') return undefined;
  const { success, data } = PullRequestEvent.safeParse(body);
  if (!success || !MEASURED_ACTIONS.includes(data.action) || data.pull_request.draft === true) return undefined;
  const { ref, sha: headSha } = data.pull_request.head;
  if (ref.startsWith(OWN_BRANCHES)) return undefined;
  return { repository: data.repository.full_name, pullRequest: data.number, headSha };
}

/** Something in GitHub Actions has ended. */
export interface CiChange {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** The CI job's name; absent where the whole run has ended. */
  readonly ciJobName?: string;
}

/** What a delivery says about the end of CI work; `undefined` for all else, and for a body that is not what the event's name promises. */
export function readCiChange(event: string | undefined, body: unknown): CiChange | undefined {
  if (event === 'workflow_run') {
    const { success, data } = WorkflowRunEvent.safeParse(body);
    if (!success || data.action !== 'completed' || !data.workflow_run.head_branch) return undefined;
    return { repository: data.repository.full_name, branch: data.workflow_run.head_branch };
  }
  if (event === 'workflow_job') {
    const { success, data } = WorkflowJobEvent.safeParse(body);
    if (!success || data.action !== 'completed' || !data.workflow_job.head_branch) return undefined;
    const { head_branch: branch, name: ciJobName } = data.workflow_job;
    return { repository: data.repository.full_name, branch, ciJobName };
  }
  return undefined;
}
