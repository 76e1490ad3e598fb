import { z } from 'zod';
import { UnmutatedStatement } from '../../../shared/unmutated-statement.ts';
import type { Page, Store, UnmutatedCount, UnmutatedFilter } from '../store.ts';
import { chunksOf } from './chunks.ts';
import { isIdentifier, sha256 } from './column-values.ts';
import { decodeCursor, invalidCursor, toPage } from './cursors.ts';
import { withOpenRun } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

type UnmutatedMethods = Pick<Store, 'saveUnmutatedStatements' | 'listUnmutatedStatements' | 'countUnmutatedStatements'>;

export const createUnmutatedMethods = (context: StoreContext): UnmutatedMethods => ({
  saveUnmutatedStatements: (runId, statements) => saveUnmutatedStatements(context, runId, statements),
  listUnmutatedStatements: (runId, filter) => listUnmutatedStatements(context, runId, filter),
  countUnmutatedStatements: (runId) => countUnmutatedStatements(context, runId),
});

async function saveUnmutatedStatements(
  context: StoreContext,
  runId: string,
  statements: readonly UnmutatedStatement[],
): Promise<void> {
  const { organisationId } = context;
  const ordinals = new Map<string, number>();
  const rows = statements.map((statement) => {
    const ordinal = ordinals.get(statement.path) ?? 0;
    ordinals.set(statement.path, ordinal + 1);
    return { ...statement, pathSha256: sha256(statement.path), ordinal };
  });
  await withOpenRun(context, runId, async (transaction) => {
    for (const chunk of chunksOf(rows)) {
      await transaction.$executeRaw`
        INSERT INTO unmutated_statements (run_id, organisation_id, path, path_sha256, ordinal, line, reason)
        SELECT ${runId}::uuid, ${organisationId}::uuid, statement.*
        FROM jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb)
          AS statement(path text, "pathSha256" text, ordinal int, line int, reason text)
        ON CONFLICT (run_id, path_sha256, ordinal) DO NOTHING`;
    }
  });
}

const UnmutatedRow = z.object({ ...UnmutatedStatement.shape, path: z.string(), id: z.string() });

async function listUnmutatedStatements(
  context: StoreContext,
  runId: string,
  filter: UnmutatedFilter,
): Promise<Page<UnmutatedStatement>> {
  const { prisma, organisationId } = context;
  if (!isIdentifier(runId)) return { items: [] };
  const { reason = null, cursor, limit } = filter;
  const [afterPath, afterOrdinal] = cursor === undefined ? [null, null] : await findCursor(context, runId, cursor);
  const rows = await prisma.$queryRaw`
    SELECT path, line, reason, path_sha256 || '-' || ordinal AS id FROM unmutated_statements
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid
      AND (${reason}::text IS NULL OR reason = ${reason}::text)
      AND (${afterPath}::text IS NULL OR (path, ordinal) > (${afterPath}::text, ${afterOrdinal}::int))
    ORDER BY path, ordinal LIMIT ${limit + 1}::int`;
  const { items, ...rest } = toPage('statement', z.array(UnmutatedRow).parse(rows), filter);
  return { items: items.map(({ path, line, reason }) => ({ path, line, reason })), ...rest };
}

async function findCursor(
  { prisma, organisationId }: StoreContext,
  runId: string,
  cursor: string,
): Promise<[path: string, ordinal: number]> {
  const id = decodeCursor('statement', cursor);
  const rows = await prisma.$queryRaw`
    SELECT path, ordinal FROM unmutated_statements
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid
      AND path_sha256 || '-' || ordinal = ${id}::text`;
  const [row] = z.array(z.object({ path: z.string(), ordinal: z.int() })).parse(rows);
  if (row === undefined) throw invalidCursor();
  return [row.path, row.ordinal];
}

async function countUnmutatedStatements(
  { prisma, organisationId }: StoreContext,
  runId: string,
): Promise<UnmutatedCount[]> {
  if (!isIdentifier(runId)) return [];
  const rows = await prisma.$queryRaw`
    SELECT reason, count(*)::int AS statements FROM unmutated_statements
    WHERE run_id = ${runId}::uuid AND organisation_id = ${organisationId}::uuid
    GROUP BY reason ORDER BY statements DESC, reason`;
  return z.array(z.object({ reason: z.string(), statements: z.int() })).parse(rows);
}
