import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import { emptyMutantCounts, MutantCounts } from '../../../shared/mutation-score.ts';
import { hasEnded, RunStatus } from '../../../shared/run.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import { inTransaction, type Transaction } from '../connection/database-connection.ts';
import { EVENTS_CHANNEL } from '../run-notifications.ts';
import type { StoreContext } from './store-context.ts';

/** Counts kept by an older version lack the statuses that have come since. */
export const StoredCounts = z
  .record(z.string(), z.int())
  .transform((stored) => MutantCounts.parse({ ...emptyMutantCounts(), ...stored }));

const LockedRunRow = z.object({ status: RunStatus, counts: StoredCounts, has_selection: z.boolean() });

/** A run whose row this transaction has locked: whatever changes its mutants or events waits for the end. */
export interface LockedRun {
  readonly id: string;
  readonly organisationId: string;
  readonly counts: MutantCounts;
  readonly hasSelection: boolean;
}

/**
 * Works on a run while no one else writes to it, in a transaction. The work is not done, and `undefined` is the answer,
 * when the run has ended.
 * @throws TinybugError `not-found`
 */
export function withOpenRun<Result>(
  { prisma, organisationId }: StoreContext,
  runId: string,
  work: (transaction: Transaction, run: LockedRun) => Promise<Result>,
): Promise<Result | undefined> {
  return inTransaction(prisma, async (transaction) => {
    // NO KEY: rows that refer to the run can be added meanwhile.
    const rows = await transaction.$queryRaw`
      SELECT status, counts, selection IS NOT NULL AS has_selection FROM runs
      WHERE id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid FOR NO KEY UPDATE`;
    const [row] = z.array(LockedRunRow).parse(rows);
    if (row === undefined) throw new TinybugError('not-found', 'There is no such run.');
    if (hasEnded(row.status)) return undefined;
    return work(transaction, { id: runId, organisationId, counts: row.counts, hasSelection: row.has_selection });
  });
}

/** Appends events to a locked run, and tells whoever listens once the transaction is committed. */
export async function writeEvents(
  transaction: Transaction,
  run: LockedRun,
  payloads: readonly RunEventPayload[],
  counts: MutantCounts = run.counts,
): Promise<void> {
  if (payloads.length === 0) return writeCounts(transaction, run, counts);
  await transaction.$executeRaw`
    WITH inserted AS (
      INSERT INTO run_events (run_id, organisation_id, sequence, at, payload)
      SELECT runs.id, runs.organisation_id, runs.last_sequence + event.place, statement_timestamp(), event.payload
      FROM runs, jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) WITH ORDINALITY AS event(payload, place)
      WHERE runs.id = ${run.id}::uuid
    )
    UPDATE runs SET last_sequence = last_sequence + ${payloads.length}::int, counts = ${JSON.stringify(counts)}::jsonb
    WHERE id = ${run.id}::uuid
    RETURNING pg_notify(${EVENTS_CHANNEL}::text, id::text)::text`;
}

async function writeCounts(transaction: Transaction, run: LockedRun, counts: MutantCounts): Promise<void> {
  if (counts === run.counts) return;
  await transaction.$executeRaw`UPDATE runs SET counts = ${JSON.stringify(counts)}::jsonb WHERE id = ${run.id}::uuid`;
}
