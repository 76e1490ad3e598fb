import { z } from 'zod';
import { MutantResult } from '../../../shared/mutant-result.ts';
import { TestDependencies } from '../../../shared/runner-report.ts';
import type { Transaction } from '../connection/database-connection.ts';
import type { KeyedVerdict, Store, StoredSurroundings } from '../store.ts';
import { chunksOf } from './chunks.ts';
import { withOpenRun } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

type CacheMethods = Pick<
  Store,
  'saveSurroundings' | 'findSurroundings' | 'findKnownBaseline' | 'keepForReuse' | 'findVerdicts'
>;

/** What none of so many runs has used is of no use any more. */
const RUNS_KEPT_FOR = 20;
const DAYS_KEPT_FOR = 30;

const StoredFiles = z.array(z.tuple([z.string(), z.string()]));
const CachedVerdictRow = z.object({
  key: z.string(),
  status: MutantResult.shape.status,
  status_reason: z.string().nullable(),
  killed_by: MutantResult.shape.killedBy,
  evidence: MutantResult.shape.evidence,
});

export const createCacheMethods = (context: StoreContext): CacheMethods => ({
  saveSurroundings: (runId, surroundings) => saveSurroundings(context, runId, surroundings),
  findSurroundings: (runId) => findSurroundings(context, runId),
  findKnownBaseline: (repositoryId, projectKey) => findKnownBaseline(context, repositoryId, projectKey),
  keepForReuse: (runId, verdicts) => keepForReuse(context, runId, verdicts),
  findVerdicts: (repositoryId, keys) => findVerdicts(context, repositoryId, keys),
});

async function saveSurroundings(
  context: StoreContext,
  runId: string,
  { projectKey, files, dependencies }: StoredSurroundings,
): Promise<void> {
  await withOpenRun(context, runId, async (transaction) => {
    await transaction.$executeRaw`
      INSERT INTO surroundings (run_id, organisation_id, repository_id, project_key, files, dependencies)
      SELECT id, organisation_id, repository_id, ${projectKey}::text, ${JSON.stringify([...files])}::jsonb,
        ${dependencies === undefined ? null : JSON.stringify(dependencies)}::jsonb
      FROM runs WHERE id = ${runId}::uuid
      ON CONFLICT (run_id) DO UPDATE
        SET project_key = EXCLUDED.project_key, files = EXCLUDED.files, dependencies = EXCLUDED.dependencies`;
  });
}

async function findSurroundings(
  { prisma, organisationId }: StoreContext,
  runId: string,
): Promise<StoredSurroundings | undefined> {
  const row = await prisma.surroundings.findFirst({ where: { runId, organisationId } });
  if (row === null) return undefined;
  return {
    projectKey: row.projectKey,
    files: new Map(StoredFiles.parse(row.files)),
    ...(row.dependencies !== null && { dependencies: TestDependencies.parse(row.dependencies) }),
  };
}

async function findKnownBaseline(
  { prisma, organisationId }: StoreContext,
  repositoryId: string,
  projectKey: string,
): Promise<string | undefined> {
  const row = await prisma.surroundings.findFirst({
    where: { organisationId, repositoryId, projectKey, isReusable: true },
    orderBy: { run: { creationNumber: 'desc' } },
    select: { runId: true },
  });
  return row?.runId;
}

async function keepForReuse(context: StoreContext, runId: string, verdicts: readonly KeyedVerdict[]): Promise<void> {
  const { organisationId } = context;
  await withOpenRun(context, runId, async (transaction) => {
    const run = await transaction.run.findUniqueOrThrow({ where: { id: runId }, select: { repositoryId: true } });
    for (const chunk of chunksOf(verdicts)) {
      const keys = chunk.flatMap(({ key, result }) => (result === undefined ? [key] : []));
      await transaction.cachedVerdict.deleteMany({
        where: { organisationId, repositoryId: run.repositoryId, key: { in: keys } },
      });
      const rows = chunk.flatMap(({ key, result }) => (result === undefined ? [] : [{ ...result, key }]));
      await transaction.$executeRaw`
        INSERT INTO cached_verdicts
          (organisation_id, repository_id, key, status, status_reason, killed_by, evidence, used_at)
        SELECT ${organisationId}::uuid, ${run.repositoryId}::uuid, key, status, "statusReason",
          ARRAY(SELECT jsonb_array_elements_text("killedBy")), evidence, statement_timestamp()
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS verdict(key text, status text, "statusReason" text, "killedBy" jsonb, evidence jsonb)
        ON CONFLICT (organisation_id, repository_id, key) DO UPDATE SET status = EXCLUDED.status,
          status_reason = EXCLUDED.status_reason, killed_by = EXCLUDED.killed_by, evidence = EXCLUDED.evidence,
          used_at = EXCLUDED.used_at`;
    }
    await transaction.surroundings.updateMany({ where: { runId, organisationId }, data: { isReusable: true } });
    await dropUnused(transaction, organisationId, run.repositoryId);
  });
}

async function dropUnused(transaction: Transaction, organisationId: string, repositoryId: string): Promise<void> {
  const limit = await transaction.$queryRaw`
    SELECT greatest(statement_timestamp() - ${DAYS_KEPT_FOR}::int * INTERVAL '1 day', (
      SELECT created_at FROM runs WHERE organisation_id = ${organisationId}::uuid AND repository_id = ${repositoryId}::uuid
      ORDER BY creation_number DESC OFFSET ${RUNS_KEPT_FOR - 1}::int LIMIT 1
    )) AS oldest`;
  const [{ oldest }] = z.tuple([z.object({ oldest: z.date() })]).parse(limit);
  const where = { organisationId, repositoryId };
  await transaction.cachedVerdict.deleteMany({ where: { ...where, usedAt: { lt: oldest } } });
  await transaction.surroundings.deleteMany({ where: { ...where, run: { createdAt: { lt: oldest } } } });
}

async function findVerdicts(
  { prisma, organisationId }: StoreContext,
  repositoryId: string,
  keys: readonly string[],
): Promise<Map<string, Omit<MutantResult, 'mutantId'>>> {
  const found = new Map<string, Omit<MutantResult, 'mutantId'>>();
  for (const chunk of chunksOf(keys)) {
    const rows = await prisma.$queryRaw`
      SELECT key, status, status_reason, killed_by, evidence FROM cached_verdicts
      WHERE organisation_id = ${organisationId}::uuid AND repository_id = ${repositoryId}::uuid
        AND key = ANY(${chunk}::text[])`;
    for (const row of z.array(CachedVerdictRow).parse(rows)) {
      const { key, status, status_reason: statusReason, killed_by: killedBy, evidence } = row;
      found.set(key, { status, killedBy, evidence, ...(statusReason !== null && { statusReason }) });
    }
  }
  return found;
}
