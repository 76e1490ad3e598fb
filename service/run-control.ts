import type { PullRequestHead } from './storage/store.ts';

/** What the API asks of the workflows, without knowing Temporal. */
export interface RunControl {
  /** Starts the workflow of a stored run. Idempotent: a run whose workflow is there already is left alone. */
  start(organisationId: string, runId: string): Promise<void>;
  /** Asks the run to stop; resolves when the request is accepted, not when the run has ended. An ended or unknown run is left alone. */
  cancel(organisationId: string, runId: string): Promise<void>;
  /** Has it decided, in the background, whether the head commit of a pull request is measured. Idempotent. */
  considerPullRequest(head: PullRequestHead): Promise<void>;
  /** Tells the workflow that waits for a job to look at it. A workflow that is gone is left alone. */
  signalJobChanged(workflowId: string, jobId: string): Promise<void>;
}
