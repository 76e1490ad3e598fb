import { z } from 'zod';
import type { OperationId } from '../contract/operations.ts';
import type { CheckRun } from '../world.ts';
import { describeCheckRun } from './describe-pull-requests.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';

const Fields = z.looseObject({
  name: z.string().optional(),
  output: z.looseObject({ annotations: z.array(z.looseObject({})).optional() }).optional(),
});

/** Check runs as Apps write them. */
export const checkRunOperations = {
  'checks/create': async (call) => {
    const { head_sha: headSha } = z.looseObject({ head_sha: z.string() }).parse(call.body);
    if ((await call.repository.git.resolve(headSha)) === undefined)
      throw RestError.invalid(`No commit found for SHA: ${headSha}`);
    const check: CheckRun = {
      id: call.world.nextId(),
      repository: call.repository,
      headSha,
      fields: {},
      annotations: [],
      createdAt: call.world.clock(),
    };
    apply(check, call);
    call.world.checkRuns.push(check);
    return { status: 201, body: describeCheckRun(call.world, check) };
  },
  'checks/update': (call) => {
    const check = findCheckRun(call);
    apply(check, call);
    return { status: 200, body: describeCheckRun(call.world, check) };
  },
  'checks/get': (call) => ({ status: 200, body: describeCheckRun(call.world, findCheckRun(call)) }),
  'checks/list-for-ref': async (call) => {
    const sha = await call.repository.git.resolve(call.text('ref') ?? '');
    const name = call.text('check_name');
    const checks = call.world.checkRuns.filter(
      (check) =>
        check.repository === call.repository &&
        check.headSha === sha &&
        (name === undefined || check.fields['name'] === name),
    );
    const page = call.page(checks);
    const described = page.items.map((check) => describeCheckRun(call.world, check));
    return { status: 200, body: { total_count: page.totalCount, check_runs: described }, headers: page.headers };
  },
  'checks/list-annotations': (call) => {
    const page = call.page(findCheckRun(call).annotations);
    return { status: 200, body: page.items, headers: page.headers };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

/** A conclusion completes the check, as GitHub does it. */
function apply(check: CheckRun, call: RestCall): void {
  const fields = Fields.parse(call.body);
  const completed = fields['conclusion'] === undefined ? {} : { status: 'completed' };
  check.fields = { ...check.fields, ...fields, ...completed };
  check.annotations = [...check.annotations, ...(fields.output?.annotations ?? [])];
}

function findCheckRun(call: RestCall): CheckRun {
  const check = call.world.checkRuns.find(
    ({ repository, id }) => repository === call.repository && id === call.integer('check_run_id'),
  );
  if (check === undefined) throw RestError.notFound();
  return check;
}
