import { z } from 'zod';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import type { SelectionSummary } from '../../../shared/run.ts';
import type { Transaction } from '../connection/database-connection.ts';
import type { SelectedMutant } from '../store.ts';
import { chunksOf } from './chunks.ts';
import { toJson } from './column-values.ts';
import { MutantRow, toMeasuredMutant } from './mutant-rows.ts';
import { type LockedRun, withOpenRun, writeEvents } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

/** See `Store.saveSelection`. */
export async function saveSelection(
  context: StoreContext,
  runId: string,
  selected: readonly SelectedMutant[],
  summary: SelectionSummary,
): Promise<void> {
  await withOpenRun(context, runId, async (transaction, run) => {
    const changed = await updateMutants(transaction, run, selected);
    const payloads: RunEventPayload[] = run.hasSelection ? [] : [{ type: 'mutants-selected', selection: summary }];
    const counts = { ...run.counts };
    for (const row of changed) {
      counts.Pending -= 1;
      counts[row.status] += 1;
      if (row.status !== 'Ignored') payloads.push({ type: 'mutant-finished', mutant: toMeasuredMutant(row) });
    }
    await transaction.run.update({ where: { id: runId }, select: { id: true }, data: { selection: toJson(summary) } });
    await writeEvents(transaction, run, payloads, counts);
  });
}

/** Gives the rows that are `Pending` their fate; those that had another status keep it. Some at a time, which leaves others their turn. */
async function updateMutants(
  transaction: Transaction,
  run: LockedRun,
  selected: readonly SelectedMutant[],
): Promise<MutantRow[]> {
  const changed: MutantRow[] = [];
  for (const chunk of chunksOf(selected)) changed.push(...(await updateChunk(transaction, run, chunk)));
  return changed.sort(inSourceOrder);
}

async function updateChunk(
  transaction: Transaction,
  run: LockedRun,
  selected: readonly SelectedMutant[],
): Promise<MutantRow[]> {
  const ids = selected.map((fate) => fate.mutantId);
  const documents = selected.map(({ reused, ...fate }) => JSON.stringify({ ...fate, ...reused }));
  const rows = await transaction.$queryRaw`
    WITH updated AS (
      UPDATE mutants SET
        status = document ->> 'status',
        status_reason = document ->> 'statusReason',
        shard_index = (document ->> 'shardIndex')::int,
        covered_by = ARRAY(SELECT jsonb_array_elements(document -> 'coveredBy')::int),
        killed_by = ARRAY(SELECT jsonb_array_elements_text(document -> 'killedBy')),
        evidence = document -> 'evidence'
      FROM (SELECT id, text::jsonb FROM unnest(${ids}::text[], ${documents}::text[]) AS given(id, text)) AS fate(id, document)
      WHERE mutants.run_id = ${run.id}::uuid AND mutants.id = ANY(${ids}::text[]) AND mutants.id = fate.id
        AND mutants.status = 'Pending'
      RETURNING mutants.*
    )
    SELECT * FROM updated WHERE status <> 'Pending'`;
  return z.array(MutantRow).parse(rows);
}

/** As the database orders them. */
function inSourceOrder(a: MutantRow, b: MutantRow): number {
  if (a.path !== b.path) return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
  return a.start_byte - b.start_byte || a.end_byte - b.end_byte || (a.id < b.id ? -1 : 1);
}
