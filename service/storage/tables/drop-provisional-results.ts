import { z } from 'zod';
import { MutantStatus } from '../../../shared/mutant.ts';
import { MutantRow, toMeasuredMutant } from './mutant-rows.ts';
import { withOpenRun, writeEvents } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

const DroppedRow = z.object({ ...MutantRow.shape, status_before: MutantStatus });

/** See `Store.dropProvisionalResults`. */
export async function dropProvisionalResults(
  context: StoreContext,
  runId: string,
  shardIndex: number | null = null,
): Promise<void> {
  await withOpenRun(context, runId, async (transaction, run) => {
    const rows = await transaction.$queryRaw`
      UPDATE mutants SET status = 'Pending', status_reason = NULL, killed_by = '{}', evidence = NULL, is_provisional = false
      FROM mutants AS before
      WHERE mutants.run_id = ${runId}::uuid AND mutants.is_provisional
        AND before.run_id = ${runId}::uuid AND before.id = mutants.id
        AND (${shardIndex}::int IS NULL OR mutants.shard_index = ${shardIndex}::int)
      RETURNING mutants.*, before.status AS status_before`;
    const counts = { ...run.counts };
    const payloads = z
      .array(DroppedRow)
      .parse(rows)
      .map((row) => {
        counts[row.status_before] -= 1;
        counts.Pending += 1;
        return { type: 'mutant-finished' as const, mutant: toMeasuredMutant(row), replaces: row.status_before };
      });
    if (payloads.length > 0) await writeEvents(transaction, run, payloads, counts);
  });
}
