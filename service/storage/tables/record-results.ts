import { z } from 'zod';
import { MutantStatus } from '../../../shared/mutant.ts';
import type { MutantResult } from '../../../shared/mutant-result.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import type { RecordTrust } from '../../ci/ci-provider.ts';
import { MutantRow, toMeasuredMutant } from './mutant-rows.ts';
import type { Transaction } from '../connection/database-connection.ts';
import { type LockedRun, withOpenRun, writeEvents } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

/** See `Store.recordResults`. */
export async function recordResults(
  context: StoreContext,
  runId: string,
  results: readonly MutantResult[],
  shardIndex?: number,
  trust: RecordTrust = 'final',
): Promise<number> {
  const resultsById = firstOfEach(results);
  if (resultsById.size === 0) return 0;
  const recorded = await withOpenRun(context, runId, async (transaction, run) => {
    const isProvisional = trust === 'provisional';
    const rows = await updateMutants(transaction, run, [...resultsById.values()], shardIndex ?? null, isProvisional);
    const rowsById = new Map(rows.map((row) => [row.id, row]));
    const payloads: RunEventPayload[] = [];
    const counts = { ...run.counts };
    for (const mutantId of resultsById.keys()) {
      const row = rowsById.get(mutantId);
      if (row === undefined) continue;
      counts[row.status_before] -= 1;
      counts[row.status] += 1;
      const replaces = row.status_before !== 'Pending' && { replaces: row.status_before };
      if (!row.is_as_shown) payloads.push({ type: 'mutant-finished', mutant: toMeasuredMutant(row), ...replaces });
    }
    await writeEvents(transaction, run, payloads, counts);
    return rows.length;
  });
  return recorded ?? 0;
}

/**
 * The ids stand in the condition a second time for the planner: without statistics, as right after the mutants were
 * written, it takes the run for small and would compare every mutant with every result.
 */
async function updateMutants(
  transaction: Transaction,
  run: LockedRun,
  results: readonly MutantResult[],
  shardIndex: number | null,
  isProvisional: boolean,
): Promise<ChangedRow[]> {
  const ids = results.map((result) => result.mutantId);
  const documents = results.map((result) => JSON.stringify(result));
  const rows = await transaction.$queryRaw`
    UPDATE mutants SET
      status = document ->> 'status',
      status_reason = document ->> 'statusReason',
      killed_by = ARRAY(SELECT jsonb_array_elements_text(document -> 'killedBy')),
      evidence = document -> 'evidence',
      is_provisional = ${isProvisional}::boolean
    FROM (SELECT id, text::jsonb FROM unnest(${ids}::text[], ${documents}::text[]) AS given(id, text)) AS result(id, document),
      mutants AS before
    WHERE mutants.run_id = ${run.id}::uuid AND mutants.id = ANY(${ids}::text[]) AND mutants.id = result.id
      AND before.run_id = ${run.id}::uuid AND before.id = ANY(${ids}::text[]) AND before.id = result.id
      AND (mutants.status = 'Pending' OR (mutants.is_provisional AND NOT ${isProvisional}::boolean))
      AND (${shardIndex}::int IS NULL OR mutants.shard_index = ${shardIndex}::int)
    RETURNING mutants.*, before.status AS status_before,
      before.status = mutants.status AND before.killed_by = mutants.killed_by
        AND before.status_reason IS NOT DISTINCT FROM mutants.status_reason AS is_as_shown`;
  return z.array(ChangedRow).parse(rows);
}

/** With what stood there before; what was shown already need not be told again. */
const ChangedRow = z.object({ ...MutantRow.shape, status_before: MutantStatus, is_as_shown: z.boolean() });
type ChangedRow = z.infer<typeof ChangedRow>;

/** `Pending` is no result. Of two results of one mutant the first counts, as if they had come one after the other. */
function firstOfEach(results: readonly MutantResult[]): Map<string, MutantResult> {
  const first = new Map<string, MutantResult>();
  for (const result of results) {
    if (result.status !== 'Pending' && !first.has(result.mutantId)) first.set(result.mutantId, result);
  }
  return first;
}
