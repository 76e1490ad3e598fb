import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { MutantStatus } from '../../../shared/mutant.ts';
import type { MeasuredMutant, TriagedMutant } from '../../../shared/mutant-result.ts';
import type { Triage } from '../../../shared/triage.ts';
import type { MutantFilter, Page, ShardSize, Store, StoredMutant } from '../store.ts';
import { chunksOf } from './chunks.ts';
import { isIdentifier } from './column-values.ts';
import { decodeCursor, invalidCursor, toPage } from './cursors.ts';
import {
  type EnumeratedMutant,
  FullMutantRow,
  MutantRow,
  toMeasuredMutant,
  toNewRow,
  toStoredMutant,
} from './mutant-rows.ts';
import { dropProvisionalResults } from './drop-provisional-results.ts';
import { recordResults } from './record-results.ts';
import { withOpenRun, writeEvents } from './run-lock.ts';
import { saveSelection } from './save-selection.ts';
import type { StoreContext } from './store-context.ts';
import { listMarks } from './triage.ts';

type MutantMethods = Pick<
  Store,
  | 'saveMutants'
  | 'saveSelection'
  | 'listStoredMutants'
  | 'listShardSizes'
  | 'listMutants'
  | 'findMutant'
  | 'recordResults'
  | 'dropProvisionalResults'
>;

export const createMutantMethods = (context: StoreContext): MutantMethods => ({
  saveMutants: (runId, mutants) => saveMutants(context, runId, mutants),
  saveSelection: (runId, selected, summary) => saveSelection(context, runId, selected, summary),
  listStoredMutants: (runId, filter = {}) => listStoredMutants(context, runId, filter),
  listShardSizes: (runId) => listShardSizes(context, runId),
  listMutants: (runId, filter) => listMutants(context, runId, filter),
  findMutant: (runId, mutantId) => findMutant(context, runId, mutantId),
  recordResults: (...results) => recordResults(context, ...results),
  dropProvisionalResults: (runId, shardIndex) => dropProvisionalResults(context, runId, shardIndex),
});

async function saveMutants(context: StoreContext, runId: string, mutants: readonly EnumeratedMutant[]): Promise<void> {
  const rows = mutants.map((mutant) => ({
    ...toNewRow(mutant),
    is_provisional: false,
    run_id: runId,
    organisation_id: context.organisationId,
  }));
  await withOpenRun(context, runId, async (transaction, run) => {
    const counts = { ...run.counts };
    for (const chunk of chunksOf(rows)) {
      const inserted = await transaction.$queryRaw`
        INSERT INTO mutants SELECT * FROM jsonb_populate_recordset(NULL::mutants, ${JSON.stringify(chunk)}::jsonb)
        ON CONFLICT (run_id, id) DO NOTHING RETURNING status`;
      for (const { status } of z.array(z.object({ status: MutantStatus })).parse(inserted)) counts[status] += 1;
    }
    await writeEvents(transaction, run, [], counts);
  });
}

async function listStoredMutants(
  { prisma, organisationId }: StoreContext,
  runId: string,
  { pendingInShard }: { pendingInShard?: number },
): Promise<StoredMutant[]> {
  const shardIndex = pendingInShard ?? null;
  const rows = await prisma.$queryRaw`
    SELECT * FROM mutants
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid
      AND (${shardIndex}::int IS NULL OR (shard_index = ${shardIndex}::int AND (status = 'Pending' OR is_provisional)))
    ORDER BY path, start_byte, end_byte, id`;
  return inTurns(z.array(z.unknown()).parse(rows), (row) => toStoredMutant(FullMutantRow.parse(row)));
}

/** Rows of many mutants that many tests cover take seconds: whatever else the process does gets its turn in between. */
async function inTurns<Row, Item>(rows: readonly Row[], read: (row: Row) => Item): Promise<Item[]> {
  const items: Item[] = [];
  for (const chunk of chunksOf(rows)) {
    for (const row of chunk) items.push(read(row));
    await setImmediate();
  }
  return items;
}

async function listShardSizes({ prisma, organisationId }: StoreContext, runId: string): Promise<ShardSize[]> {
  if (!isIdentifier(runId)) return [];
  const sizes = await prisma.mutant.groupBy({
    by: ['shardIndex'],
    where: { runId, organisationId, shardIndex: { not: null } },
    orderBy: { shardIndex: 'asc' },
    _count: true,
  });
  return sizes.map(({ shardIndex, _count: mutants }) => ({ shardIndex: shardIndex ?? 0, mutants }));
}

async function listMutants(context: StoreContext, runId: string, filter: MutantFilter): Promise<Page<TriagedMutant>> {
  const { prisma, organisationId } = context;
  if (!isIdentifier(runId)) return { items: [] };
  const { status = null, path = null, triage = null, cursor, limit } = filter;
  const marks = await listMarks(context, runId);
  const after = cursor === undefined ? null : await findCursor(context, runId, cursor);
  const rows = await prisma.$queryRaw`
    SELECT * FROM mutants
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid
      AND (${status}::text IS NULL OR status = ${status}::text)
      AND (${path}::text IS NULL OR path = ${path}::text)
      AND (${triage}::text IS NULL OR (id = ANY(${[...marks.keys()]}::text[])) = (${triage}::text = 'only'))
      AND (${after}::text IS NULL OR (path, start_byte, end_byte, id) >
        (SELECT path, start_byte, end_byte, id FROM mutants WHERE run_id = ${runId}::uuid AND id = ${after}::text))
    ORDER BY path, start_byte, end_byte, id LIMIT ${limit + 1}::int`;
  const { items, ...rest } = toPage('mutant', z.array(MutantRow).parse(rows).map(toMeasuredMutant), filter);
  return { items: items.map((mutant) => withMark(mutant, marks.get(mutant.id))), ...rest };
}

const withMark = (mutant: MeasuredMutant, triage: Triage | undefined): TriagedMutant =>
  triage === undefined ? mutant : { ...mutant, triage };

async function findCursor({ prisma, organisationId }: StoreContext, runId: string, cursor: string): Promise<string> {
  const id = decodeCursor('mutant', cursor);
  if ((await prisma.mutant.count({ where: { runId, organisationId, id } })) === 0) throw invalidCursor();
  return id;
}

async function findMutant(
  { prisma, organisationId }: StoreContext,
  runId: string,
  mutantId: string,
): Promise<StoredMutant | undefined> {
  if (!isIdentifier(runId)) return undefined;
  const rows = await prisma.$queryRaw`
    SELECT * FROM mutants
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid AND id = ${mutantId}::text`;
  return z.array(FullMutantRow).parse(rows).map(toStoredMutant)[0];
}
