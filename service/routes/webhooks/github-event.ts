import { z } from 'zod';

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
