import type { Artifact } from '../actions/artifacts.ts';
import type { JobRecord, RunRecord, Workflow } from '../actions/run-records.ts';
import { isoTime } from '../clock.ts';
import type { Repository } from '../repositories.ts';
import type { World } from '../world.ts';
import { describeRepository, describeUser } from './describe-actors.ts';

export function describeWorkflow(world: World, repository: Repository, workflow: Workflow): object {
  const { api, html } = world.addresses;
  return {
    id: workflow.id,
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    url: `${api}/repos/${repository.fullName}/actions/workflows/${workflow.id}`,
    html_url: `${html}/${repository.fullName}/blob/${repository.defaultBranch}/${workflow.path}`,
    created_at: isoTime(workflow.createdAt),
    updated_at: isoTime(workflow.createdAt),
  };
}

export function describeRun(world: World, run: RunRecord): object {
  const { api, html } = world.addresses;
  const url = `${api}/repos/${run.repository.fullName}/actions/runs/${run.id}`;
  return {
    id: run.id,
    name: run.file.name,
    display_title: run.displayTitle,
    path: run.workflow.path,
    workflow_id: run.workflow.id,
    run_number: run.runNumber,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    head_commit: { id: run.headSha, message: run.displayTitle },
    actor: describeUser(world, run.actor),
    triggering_actor: describeUser(world, run.actor),
    created_at: isoTime(run.createdAt),
    run_started_at: isoTime(run.startedAt),
    updated_at: isoTime(run.updatedAt),
    check_suite_id: run.id,
    url,
    html_url: `${html}/${run.repository.fullName}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${api}/repos/${run.repository.fullName}/actions/workflows/${run.workflow.id}`,
    repository: describeRepository(world, run.repository),
    head_repository: describeRepository(world, run.repository),
  };
}

export function describeJob(world: World, job: JobRecord): object {
  const { api, html } = world.addresses;
  const { run } = job;
  const hasRunner = job.startedAt !== undefined;
  return {
    id: job.id,
    run_id: run.id,
    run_attempt: 1,
    run_url: `${api}/repos/${run.repository.fullName}/actions/runs/${run.id}`,
    url: `${api}/repos/${run.repository.fullName}/actions/jobs/${job.id}`,
    html_url: `${html}/${run.repository.fullName}/actions/runs/${run.id}/job/${job.id}`,
    check_run_url: `${api}/repos/${run.repository.fullName}/check-runs/${job.id}`,
    name: job.name,
    workflow_name: run.file.name,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    status: job.status,
    conclusion: job.conclusion,
    created_at: isoTime(job.createdAt),
    started_at: isoTime(job.startedAt ?? job.createdAt),
    completed_at: timeOrNull(job.completedAt),
    labels: [job.definition['runs-on']].flat().map(String),
    runner_id: hasRunner ? 1 : null,
    runner_name: hasRunner ? 'GitHub Actions 1' : null,
    steps: job.steps.map((step) => ({
      number: step.number,
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      started_at: timeOrNull(step.startedAt),
      completed_at: timeOrNull(step.completedAt),
    })),
  };
}

export function describeArtifact(world: World, artifact: Artifact): object {
  const { run } = artifact;
  const url = `${world.addresses.api}/repos/${run.repository.fullName}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    digest: `sha256:${artifact.digest}`,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expiresAt < world.clock(),
    created_at: isoTime(artifact.createdAt),
    updated_at: isoTime(artifact.createdAt),
    expires_at: isoTime(artifact.expiresAt),
    workflow_run: {
      id: run.id,
      repository_id: run.repository.id,
      head_repository_id: run.repository.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}

const timeOrNull = (time: number | undefined): string | null => (time === undefined ? null : isoTime(time));
