import { zipArchive } from '../../../../scripts/zip-archive.mjs';
import type { JobRecord, RunRecord } from '../actions/run-records.ts';
import type { OperationId } from '../contract/operations.ts';
import { describeJob, describeRun } from './describe-actions.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';

/** Filtered lists of runs end here. */
const MOST_FILTERED = 1000;
const LIST_FILTERS = ['branch', 'head_sha', 'event', 'status', 'actor', 'created'];

/** Runs of workflows, their jobs and logs. */
export const runOperations = {
  'actions/list-workflow-runs-for-repo': (call) => listRuns(call, () => true),
  'actions/list-workflow-runs': (call) => {
    const wanted = call.text('workflow_id') ?? '';
    return listRuns(call, ({ workflow }) => String(workflow.id) === wanted || workflow.path.endsWith(`/${wanted}`));
  },
  'actions/get-workflow-run': (call) => ({ status: 200, body: describeRun(call.world, findRun(call)) }),
  'actions/delete-workflow-run': (call) => {
    const run = findRun(call);
    if (run.status !== 'completed') throw new RestError(403, 'Could not delete the workflow run');
    call.world.runs.splice(call.world.runs.indexOf(run), 1);
    return { status: 204 };
  },
  'actions/cancel-workflow-run': cancelRun,
  'actions/force-cancel-workflow-run': cancelRun,
  'actions/list-jobs-for-workflow-run': (call) => {
    const page = call.page(findRun(call).jobs);
    const jobs = page.items.map((job) => describeJob(call.world, job));
    return { status: 200, body: { total_count: page.totalCount, jobs }, headers: page.headers };
  },
  'actions/get-job-for-workflow-run': (call) => ({ status: 200, body: describeJob(call.world, findJob(call)) }),
  'actions/download-job-logs-for-workflow-run': (call) => {
    const job = findJob(call);
    if (job.status !== 'completed' || !job.hasLog || job.startedAt === undefined) throw RestError.notFound();
    const link = call.world.links.create('text/plain; charset=utf-8', logOf(job.log));
    return { status: 302, headers: { location: link } };
  },
  'actions/download-workflow-run-logs': (call) => {
    const jobs = findRun(call).jobs.filter(({ status, hasLog }) => status === 'completed' && hasLog);
    if (jobs.length === 0) throw RestError.notFound();
    const link = call.world.links.create('application/zip', zipArchive(new Map(jobs.flatMap(logFiles))));
    return { status: 302, headers: { location: link } };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

function listRuns(call: RestCall, isWanted: (run: RunRecord) => boolean) {
  const text = (name: string): string | undefined => call.text(name);
  const agrees = (name: string, value: string): boolean => text(name) === undefined || text(name) === value;
  const found = call.world.runs.filter(
    (run) =>
      run.repository === call.repository &&
      isWanted(run) &&
      agrees('branch', run.headBranch) &&
      agrees('head_sha', run.headSha) &&
      agrees('event', run.event) &&
      agrees('actor', run.actor) &&
      (agrees('status', run.status) || text('status') === run.conclusion) &&
      isCreatedWithin(run.createdAt, text('created')),
  );
  const isFiltered = LIST_FILTERS.some((name) => text(name) !== undefined);
  const newest = found.reverse();
  const page = call.page(isFiltered ? newest.slice(0, MOST_FILTERED) : newest);
  const runs = page.items.map((run) => describeRun(call.world, run));
  return { status: 200, body: { total_count: found.length, workflow_runs: runs }, headers: page.headers };
}

/** `>=2026-01-01T00:00:00Z`, `<…`, `A..B`, or a day. */
function isCreatedWithin(createdAt: number, range: string | undefined): boolean {
  if (range === undefined) return true;
  // GitHub keeps whole seconds.
  const created = Math.floor(createdAt / 1000) * 1000;
  const [from, to] = range.split('..');
  const time = (text: string | undefined, open: number): number =>
    text === undefined || text === '*' ? open : Date.parse(text);
  if (to !== undefined) return created >= time(from, -Infinity) && created <= time(to, Infinity);
  const [, operator, text = ''] = /^(>=|<=|>|<|)(.*)$/.exec(range) ?? [];
  const bound = Date.parse(text);
  switch (operator) {
    case '>=':
      return created >= bound;
    case '<=':
      return created <= bound;
    case '>':
      return created > bound;
    case '<':
      return created < bound;
    default:
      return new Date(created).toISOString().startsWith(text);
  }
}

function cancelRun(call: RestCall) {
  const run = findRun(call);
  if (run.status === 'completed') throw new RestError(409, 'Cannot cancel a workflow run that is completed.');
  call.world.engine.cancel(run);
  return { status: 202, body: {} };
}

export function findRun(call: RestCall): RunRecord {
  const run = call.world.runs.find(
    ({ repository, id }) => repository === call.repository && id === call.integer('run_id'),
  );
  if (run === undefined) throw RestError.notFound();
  return run;
}

function findJob(call: RestCall): JobRecord {
  const job = call.world.jobs.get(call.integer('job_id'));
  if (job?.run.repository !== call.repository) throw RestError.notFound();
  return job;
}

/** As GitHub's zip: the whole log of each job, and a folder with the log of each step. */
function logFiles(job: JobRecord, index: number): (readonly [string, Buffer])[] {
  const name = job.name.replaceAll(/[/:<>"|?*\\]/g, '');
  const steps = job.steps.filter(({ log }) => log.length > 0);
  return [
    [`${index}_${name}.txt`, logOf(job.log)],
    ...steps.map(
      (step) => [`${name}/${step.number}_${step.name.replaceAll(/[/:<>"|?*\\]/g, '')}.txt`, logOf(step.log)] as const,
    ),
  ];
}

const logOf = (lines: readonly string[]): Buffer => Buffer.from(`\uFEFF${lines.map((line) => `${line}\n`).join('')}`);
