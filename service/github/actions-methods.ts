import { AS_STREAM, ONCE, URGENT } from './create-octokit.ts';
import type { GithubRepository, RunFilter } from './github-api.ts';
import type { Ask, RepositoryPlace } from './octokit-repository.ts';
import { readEnd, readWhole } from './read-body.ts';
import { ArtifactAnswer, DispatchAnswer, JobAnswer, RunAnswer, WorkflowAnswer } from './responses.ts';

type ActionsMethods = Pick<
  GithubRepository,
  | 'listWorkflows'
  | 'dispatchWorkflow'
  | 'findRuns'
  | 'showRun'
  | 'listJobs'
  | 'readJobLog'
  | 'listArtifacts'
  | 'downloadArtifact'
  | 'cancelRun'
>;

const PAGE = { per_page: 100 } as const;
/** A run that has ended. */
const CONFLICT = 409;

export const createActionsMethods = (ask: Ask, place: RepositoryPlace): ActionsMethods => ({
  listWorkflows: () =>
    ask('Actions: read', async ({ paginate, rest }) => {
      const workflows = await paginate(rest.actions.listRepoWorkflows, { ...place, ...PAGE });
      return workflows.map((workflow) => WorkflowAnswer.parse(workflow));
    }),
  dispatchWorkflow: (workflow, ref, inputs) =>
    ask('Actions: write', async ({ rest }) => {
      const details = { workflow_id: workflow, ref, inputs, return_run_details: true };
      const { data } = await rest.actions.createWorkflowDispatch({ ...place, ...details, request: ONCE });
      const answer = DispatchAnswer.safeParse(data);
      return answer.success ? answer.data.workflow_run_id : undefined;
    }),
  findRuns: (filter) =>
    ask('Actions: read', async ({ paginate, rest }) => {
      const runs = await paginate(rest.actions.listWorkflowRunsForRepo, { ...place, ...PAGE, ...toQuery(filter) });
      return runs.map((run) => RunAnswer.parse(run));
    }),
  showRun: (runId) =>
    ask('Actions: read', async ({ rest }) =>
      RunAnswer.parse((await rest.actions.getWorkflowRun({ ...place, run_id: runId })).data),
    ),
  listJobs: (runId) =>
    ask('Actions: read', async ({ paginate, rest }) => {
      const jobs = await paginate(rest.actions.listJobsForWorkflowRun, { ...place, ...PAGE, run_id: runId });
      return jobs.map((job) => JobAnswer.parse(job));
    }),
  readJobLog: (jobId, maxBytes) =>
    ask('Actions: read', async ({ rest }) => {
      const options = { ...place, job_id: jobId, request: AS_STREAM };
      return readEnd((await rest.actions.downloadJobLogsForWorkflowRun(options)).data, maxBytes);
    }),
  listArtifacts: (runId) =>
    ask('Actions: read', async ({ paginate, rest }) => {
      const artifacts = await paginate(rest.actions.listWorkflowRunArtifacts, { ...place, ...PAGE, run_id: runId });
      return artifacts.map((artifact) => ArtifactAnswer.parse(artifact));
    }),
  downloadArtifact: (artifactId, maxBytes) =>
    ask('Actions: read', async ({ rest }) => {
      const options = { ...place, artifact_id: artifactId, archive_format: 'zip', request: AS_STREAM };
      return readWhole((await rest.actions.downloadArtifact(options)).data, maxBytes);
    }),
  cancelRun: (runId) =>
    ask('Actions: write', async ({ rest }) => {
      try {
        await rest.actions.cancelWorkflowRun({ ...place, run_id: runId, request: URGENT });
      } catch (error) {
        const isOver = error instanceof Error && 'status' in error && error.status === CONFLICT;
        if (!isOver) throw error;
      }
    }),
});

const toQuery = ({ headSha, branch, event, status, createdAfter }: RunFilter) => ({
  ...(headSha !== undefined && { head_sha: headSha }),
  ...(branch !== undefined && { branch }),
  ...(event !== undefined && { event }),
  ...(status !== undefined && { status }),
  ...(createdAfter !== undefined && { created: `>=${createdAfter.toISOString()}` }),
});
