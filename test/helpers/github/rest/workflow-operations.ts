import { z } from 'zod';
import type { Artifact } from '../actions/artifacts.ts';
import type { Workflow } from '../actions/run-records.ts';
import type { OperationId } from '../contract/operations.ts';
import { describeArtifact, describeWorkflow } from './describe-actions.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';
import { findRun } from './run-operations.ts';

const DispatchRequest = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  return_run_details: z.boolean().default(false),
});

/** Workflows, starting one by hand, and artifacts. */
export const workflowOperations = {
  'actions/list-repo-workflows': async (call) => {
    const page = call.page(await call.world.listWorkflows(call.repository));
    const workflows = page.items.map((workflow) => describeWorkflow(call.world, call.repository, workflow));
    return { status: 200, body: { total_count: page.totalCount, workflows }, headers: page.headers };
  },
  'actions/get-workflow': async (call) => ({
    status: 200,
    body: describeWorkflow(call.world, call.repository, await findWorkflow(call)),
  }),
  'actions/create-workflow-dispatch': async (call) => {
    const { ref, inputs, return_run_details: wantsDetails } = DispatchRequest.parse(call.body);
    const run = await call.world.dispatch(call.repository, await findWorkflow(call), ref, inputs, call.token);
    if (!wantsDetails) return { status: 204 };
    const { api, html } = call.world.addresses;
    const path = `${call.repository.fullName}/actions/runs/${run.id}`;
    return {
      status: 200,
      body: { workflow_run_id: run.id, run_url: `${api}/repos/${path}`, html_url: `${html}/${path}` },
    };
  },
  'actions/list-artifacts-for-repo': (call) =>
    listArtifacts(call, call.world.artifacts.ofRepository(call.repository.id)),
  'actions/list-workflow-run-artifacts': (call) => listArtifacts(call, call.world.artifacts.ofRun(findRun(call))),
  'actions/get-artifact': (call) => ({ status: 200, body: describeArtifact(call.world, findArtifact(call)) }),
  'actions/download-artifact': (call) => {
    const artifact = findArtifact(call);
    if (call.text('archive_format') !== 'zip') throw RestError.notFound();
    if (artifact.expiresAt < call.world.clock()) throw new RestError(410, 'Artifact has expired');
    return { status: 302, headers: { location: call.world.links.create('application/zip', artifact.zip) } };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

function listArtifacts(call: RestCall, artifacts: readonly Artifact[]) {
  const name = call.text('name');
  const page = call.page(artifacts.filter((artifact) => name === undefined || artifact.name === name));
  const described = page.items.map((artifact) => describeArtifact(call.world, artifact));
  return { status: 200, body: { total_count: page.totalCount, artifacts: described }, headers: page.headers };
}

/** By number or by the name of its file. */
async function findWorkflow(call: RestCall): Promise<Workflow> {
  const wanted = call.text('workflow_id') ?? '';
  const workflows = await call.world.listWorkflows(call.repository);
  const workflow = workflows.find(({ id, path }) => String(id) === wanted || path === `.github/workflows/${wanted}`);
  if (workflow === undefined) throw RestError.notFound();
  return workflow;
}

function findArtifact(call: RestCall): Artifact {
  const artifact = call.world.artifacts
    .ofRepository(call.repository.id)
    .find(({ id }) => id === call.integer('artifact_id'));
  if (artifact === undefined) throw RestError.notFound();
  return artifact;
}
