import { ErrorCode, TinybugError, type Problem } from '../../shared/error-code.ts';
import { calculateMutationScore, type MutationScore, type WithheldReason } from '../../shared/mutation-score.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { Store } from '../storage/store.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadRun, type ActivityDependencies, type RunAtHand } from './activity-dependencies.ts';
import { keepVerdicts } from './verdict-cache.ts';

/** How a run failed: code and message of the failure that ended it; a code not in the catalogue means a mistake of ours. */
export interface RunFailure extends RunReference {
  readonly code: string;
  readonly message: string;
}

/** Calculates the score from what is stored and completes the run. */
export async function publishScore(deps: ActivityDependencies, reference: RunReference): Promise<void> {
  const atHand = await loadRunToEnd(deps, reference);
  const { store, run } = atHand;
  if (hasEnded(run.status)) return;
  const score = await calculateScore(store, run);
  await keepVerdicts(atHand, score).catch((error: unknown) => {
    deps.logger.warn({ err: error, runId: run.id }, 'The verdicts could not be kept for later runs');
  });
  await store.updateRun(run.id, { status: 'Completed', phase: 'score', score, endedAt: deps.now().toISOString() }, [
    { type: 'phase-started', phase: 'score' },
    { type: 'run-completed', score },
  ]);
}

/** From what is stored, once every mutant has its result. */
export const calculateScore = async (store: Store, run: Run): Promise<MutationScore> =>
  calculateMutationScore(run.counts, {
    sampled: isSample(run),
    withheldBecause: await store.listWithheldReasons(run.id),
  });

/** Ends the run with what went wrong. A run that has ended stays as it is. */
export async function failRun(deps: ActivityDependencies, { code, message, ...reference }: RunFailure): Promise<void> {
  const atHand = await loadRunToEnd(deps, reference);
  deps.logger.error({ runId: reference.runId, code, message }, 'A run failed');
  const problem = problemOf(code, message, reference.runId);
  const withheld: WithheldReason = problem.code === 'baseline-failed' ? 'baseline-failed' : 'run-incomplete';
  await atHand.store.updateRun(
    reference.runId,
    { status: 'Failed', problem, endedAt: deps.now().toISOString(), ...(await incompleteScore(atHand, withheld)) },
    [{ type: 'run-failed', problem }],
  );
}

/** Ends the run because somebody asked. A run that has ended stays as it is. */
export async function cancelRun(deps: ActivityDependencies, reference: RunReference): Promise<void> {
  const atHand = await loadRunToEnd(deps, reference);
  await atHand.store.updateRun(
    reference.runId,
    { status: 'Cancelled', endedAt: deps.now().toISOString(), ...(await incompleteScore(atHand, 'run-incomplete')) },
    [{ type: 'run-cancelled' }],
  );
}

/** Without results that no report of a job has confirmed. */
async function loadRunToEnd(deps: ActivityDependencies, reference: RunReference): Promise<RunAtHand> {
  await deps.database.storeOf(reference.organisationId).dropProvisionalResults(reference.runId);
  return loadRun(deps, reference);
}

/** Chosen under a limit, so that the score estimates that of all; `--since` chooses what to judge and estimates nothing. */
function isSample({ settings, selection }: RunAtHand['run']): boolean {
  const isLimited = settings['max-mutants'] !== undefined || settings['time-budget-minutes'] !== undefined;
  return isLimited && selection !== undefined && selection.selected < selection.enumerated;
}

/** Nothing before mutants are known, except that a failed baseline always says so. */
async function incompleteScore({ store, run }: RunAtHand, reason: WithheldReason) {
  if (run.selection === undefined && reason !== 'baseline-failed') return {};
  const withheldBecause = [...(await store.listWithheldReasons(run.id)), reason];
  return { score: calculateMutationScore(run.counts, { withheldBecause }) };
}

/** Texts of unforeseen errors may hold secrets and never reach a person; those of the catalogue were written for one. */
export function problemOf(code: string, message: string, runId: string): Problem {
  const known = ErrorCode.safeParse(code);
  if (known.success) return new TinybugError(known.data, message).toProblem();
  return new TinybugError('internal', `An unforeseen error ended the run; the log has it under ${runId}.`).toProblem();
}
