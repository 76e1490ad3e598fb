import { z } from 'zod';
import { TinybugError } from '../../../shared/error-code.ts';
import type { TriageCount } from '../../../shared/mutation-score.ts';
import { MutantStatus } from '../../../shared/mutant.ts';
import { type Triage, triageAfter, TriageChange, TriageKind } from '../../../shared/triage.ts';
import { inTransaction, type Transaction } from '../connection/database-connection.ts';
import { EVENTS_CHANNEL } from '../run-notifications.ts';
import type { Page, Store, TriageEntry, TriageListFilter } from '../store.ts';
import { isIdentifier } from './column-values.ts';
import { decodeCursor, invalidCursor, toPage } from './cursors.ts';
import type { StoreContext } from './store-context.ts';

type TriageMethods = Pick<
  Store,
  'recordTriage' | 'listTriage' | 'listTriageAfter' | 'listMarks' | 'countMarks' | 'onTriage'
>;

export const createTriageMethods = (context: StoreContext): TriageMethods => ({
  recordTriage: (repositoryId, entry) => recordTriage(context, repositoryId, entry),
  listTriage: (repositoryId, filter) => listTriage(context, repositoryId, filter),
  listTriageAfter: (repositoryId, sequence, limit) => listTriageAfter(context, repositoryId, sequence, limit),
  listMarks: (runId) => listMarks(context, runId),
  countMarks: (runIds) => countMarks(context, runIds),
  onTriage: (repositoryId, listener) => context.notifications.subscribe(repositoryId, listener),
});

/** A row of the table `triage_changes`, as SQL and as Prisma give it. */
const TriageRow = z.object({
  sequence: z.int(),
  mutantId: z.string(),
  kind: z.string().nullable(),
  reason: z.string().nullable(),
  proposedBy: z.string().nullable(),
  author: z.string(),
  at: z.date(),
});

function toChange(row: unknown): TriageChange {
  const { sequence, mutantId, kind, reason, proposedBy, author, at } = TriageRow.parse(row);
  const mark = kind === null ? {} : { mark: { kind, reason, proposedBy } };
  return TriageChange.parse({ sequence, mutantId, by: author, at: at.toISOString(), ...mark });
}

async function recordTriage(
  { prisma, organisationId }: StoreContext,
  repositoryId: string,
  { mutantId, by, mark }: TriageEntry,
): Promise<TriageChange | undefined> {
  return inTransaction(prisma, async (transaction) => {
    await lockRepository(transaction, organisationId, repositoryId);
    const where = { organisationId, repositoryId };
    const orderBy = { sequence: 'desc' } as const;
    const newest = await transaction.triageChange.findFirst({ where: { ...where, mutantId }, orderBy });
    const before = newest === null ? undefined : toChange(newest);
    const saysTheSame = mark?.kind === before?.mark?.kind && mark?.reason === before?.mark?.reason;
    if (saysTheSame) return before;
    const last = await transaction.triageChange.findFirst({ where, orderBy, select: { sequence: true } });
    const row = await transaction.triageChange.create({
      data: { ...where, sequence: (last?.sequence ?? 0) + 1, mutantId, author: by, at: new Date(), ...mark },
    });
    await transaction.$queryRaw`SELECT pg_notify(${EVENTS_CHANNEL}::text, ${repositoryId}::text)::text`;
    return toChange(row);
  });
}

/**
 * One entry at a time, so that whoever reads behind a number misses none. NO KEY: runs can be added meanwhile.
 *
 * @throws TinybugError `not-found`
 */
async function lockRepository(transaction: Transaction, organisationId: string, repositoryId: string): Promise<void> {
  const rows = isIdentifier(repositoryId)
    ? await transaction.$queryRaw<unknown[]>`
        SELECT id FROM repositories
        WHERE id = ${repositoryId}::uuid AND organisation_id = ${organisationId}::uuid FOR NO KEY UPDATE`
    : [];
  if (rows.length === 0) throw new TinybugError('not-found', 'There is no such repository.');
}

async function listTriage(
  context: StoreContext,
  repositoryId: string,
  { mutantId, cursor, limit }: TriageListFilter,
): Promise<Page<TriageChange>> {
  const { prisma, organisationId } = context;
  if (!isIdentifier(repositoryId)) return { items: [] };
  const after = cursor === undefined ? 0 : sequenceOf(cursor);
  const rows = await prisma.triageChange.findMany({
    where: { organisationId, repositoryId, sequence: { gt: after }, ...(mutantId !== undefined && { mutantId }) },
    orderBy: { sequence: 'asc' },
    take: limit + 1,
  });
  const page = toPage(
    'triage',
    rows.map((row) => ({ ...row, id: String(row.sequence) })),
    { limit },
  );
  return { ...page, items: page.items.map(toChange) };
}

function sequenceOf(cursor: string): number {
  const sequence = z.coerce.number().int().min(1).max(2_147_483_647).safeParse(decodeCursor('triage', cursor));
  if (!sequence.success) throw invalidCursor();
  return sequence.data;
}

async function listTriageAfter(
  { prisma, organisationId }: StoreContext,
  repositoryId: string,
  afterSequence: number,
  limit: number,
): Promise<TriageChange[]> {
  const rows = await prisma.triageChange.findMany({
    where: { organisationId, repositoryId, sequence: { gt: afterSequence } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
  return rows.map(toChange);
}

export async function listMarks({ prisma, organisationId }: StoreContext, runId: string): Promise<Map<string, Triage>> {
  if (!isIdentifier(runId)) return new Map();
  const rows = await prisma.$queryRaw`
    SELECT DISTINCT ON (change.mutant_id) change.mutant_id AS "mutantId", change.sequence, change.kind, change.reason,
      change.proposed_by AS "proposedBy", change.author, change.at
    FROM runs JOIN triage_changes AS change ON change.repository_id = runs.repository_id
    WHERE runs.id = ${runId}::uuid AND runs.organisation_id = ${organisationId}::uuid
    ORDER BY change.mutant_id, change.sequence DESC`;
  const marks = new Map<string, Triage>();
  for (const change of z.array(z.unknown()).parse(rows).map(toChange)) {
    const triage = triageAfter(change);
    if (triage !== undefined) marks.set(change.mutantId, triage);
  }
  return marks;
}

const CountRow = z.object({ run_id: z.string(), kind: TriageKind, status: MutantStatus, mutants: z.int() });

async function countMarks(
  { prisma, organisationId }: StoreContext,
  runIds: readonly string[],
): Promise<Map<string, TriageCount[]>> {
  const ids = runIds.filter(isIdentifier);
  const counts = new Map<string, TriageCount[]>();
  if (ids.length === 0) return counts;
  const rows = await prisma.$queryRaw`
    WITH marks AS (
      SELECT DISTINCT ON (repository_id, mutant_id) repository_id, mutant_id, kind FROM triage_changes
      WHERE repository_id IN
        (SELECT repository_id FROM runs WHERE id = ANY(${ids}::uuid[]) AND organisation_id = ${organisationId}::uuid)
      ORDER BY repository_id, mutant_id, sequence DESC
    )
    SELECT mutants.run_id, marks.kind, mutants.status, count(*)::int AS mutants
    FROM marks
      JOIN runs ON runs.repository_id = marks.repository_id AND runs.id = ANY(${ids}::uuid[])
        AND runs.organisation_id = ${organisationId}::uuid
      JOIN mutants ON mutants.run_id = runs.id AND mutants.id = marks.mutant_id
    WHERE marks.kind IS NOT NULL
    GROUP BY mutants.run_id, marks.kind, mutants.status`;
  for (const { run_id: runId, ...count } of z.array(CountRow).parse(rows))
    counts.set(runId, [...(counts.get(runId) ?? []), count]);
  return counts;
}
