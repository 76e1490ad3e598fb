import { IDEMPOTENCY_KEY_HEADER, IdempotencyKey } from '../../../shared/api.ts';
import { TinybugError } from '../../../shared/error-code.ts';
import { hasEnded, type Run, type RunRequest } from '../../../shared/run.ts';
import { addTriage } from '../../reporting/triage-of-runs.ts';
import type { RunControl } from '../../run-control.ts';
import type { Store } from '../../storage/store.ts';
import { parseRequestPart } from '../invalid-request.ts';
import type { OperationCall, OperationHandlers } from './operation.ts';

type RunOperations = Pick<OperationHandlers, 'startRun' | 'listRuns' | 'showRun' | 'cancelRun'>;

export function createRunOperations(runControl: RunControl): RunOperations {
  return {
    startRun: (call) => startRun(call, runControl),
    listRuns: async ({ query, store }) => {
      const page = await store.listRuns(query);
      return { ...page, items: await addTriage(store, page.items) };
    },
    showRun: async ({ params, store }) => showRun(store, params.runId),
    cancelRun: (call) => cancelRun(call, runControl),
  };
}

/** @throws TinybugError `not-found` */
export async function showRun(store: Store, runId: string): Promise<Run> {
  const run = await requireRun(store, runId);
  return (await addTriage(store, [run]))[0] ?? run;
}

/** @throws TinybugError `not-found` */
export async function requireRun(store: Store, runId: string): Promise<Run> {
  const run = await store.findRun(runId);
  if (run === undefined) throw new TinybugError('not-found', 'There is no such run.');
  return run;
}

/**
 * The run is stored before its workflow starts, so that nothing is lost in between: a run whose workflow could not be started
 * stays Queued, and is started when the same Idempotency-Key comes again or the service starts the next time.
 */
async function startRun({ body, store, request }: OperationCall<'startRun'>, runControl: RunControl): Promise<Run> {
  const key = parseRequestPart(IDEMPOTENCY_KEY_HEADER, IdempotencyKey.optional(), request.get(IDEMPOTENCY_KEY_HEADER));
  await refuseOtherTrees(store, body);
  refuseUnlikePullRequest(body);
  const { run } = await store.createRun(body, key);
  if (hasEnded(run.status)) return run;
  try {
    await runControl.start(store.organisationId, run.id);
  } catch (cause) {
    throw new TinybugError(
      'temporal-unavailable',
      `Run ${run.id} is stored and waits: it starts when it is asked for again with the same Idempotency-Key, or when Tinybug starts the next time.`,
      { cause },
    );
  }
  return run;
}

/** @throws TinybugError `invalid-request` where a folder of this machine is measured, in which nothing else can be looked at */
async function refuseOtherTrees(
  store: Store,
  { repositoryId, revision, patch, pullRequest }: RunRequest,
): Promise<void> {
  if (revision === undefined && patch === undefined && pullRequest === undefined) return;
  const repository = await store.findRepository(repositoryId);
  if (repository?.ciProvider !== 'local') return;
  throw new TinybugError('invalid-request', 'revision, patch and pullRequest: a folder is measured as it is.');
}

/** @throws TinybugError `invalid-request` where the result would be shown at a commit that is not what was measured */
function refuseUnlikePullRequest({ pullRequest, revision, patch }: RunRequest): void {
  if (pullRequest === undefined) return;
  if (revision === undefined || !COMMIT_ID.test(revision) || patch !== undefined)
    throw new TinybugError('invalid-request', 'pullRequest needs its head commit as `revision`, and no patch.');
}

const COMMIT_ID = /^[0-9a-f]{40}$/;

async function cancelRun({ params, store }: OperationCall<'cancelRun'>, runControl: RunControl): Promise<Run> {
  const run = await requireRun(store, params.runId);
  if (run.status === 'Cancelled') return run;
  if (hasEnded(run.status)) throw new TinybugError('run-already-ended', `The run is ${run.status}.`);
  await runControl.cancel(store.organisationId, run.id);
  return requireRun(store, run.id);
}
