import { FunctionLines, ExecutedLines } from '../../../shared/runner-report.ts';
import type { Source as SourceRow, Test as TestRow } from '../generated/client.ts';
import type { Store, StoredSource, StoredTest } from '../store.ts';
import { chunksOf } from './chunks.ts';
import { sha256, toJson } from './column-values.ts';
import { withOpenRun } from './run-lock.ts';
import type { StoreContext } from './store-context.ts';

type BaselineMethods = Pick<
  Store,
  'saveSources' | 'listSources' | 'findSource' | 'saveBaseline' | 'listTests' | 'findImportLines' | 'findImportEntered'
>;

export const createBaselineMethods = (context: StoreContext): BaselineMethods => ({
  saveSources: (runId, sources) => saveSources(context, runId, sources),
  listSources: (runId) => listSources(context, runId),
  findSource: (runId, path) => findSource(context, runId, path),
  saveBaseline: (runId, tests, importLines, importEntered) =>
    saveBaseline(context, runId, tests, importLines, importEntered),
  listTests: (runId) => listTests(context, runId),
  findImportLines: (runId) => findImportLines(context, runId),
  findImportEntered: (runId) => findImportEntered(context, runId),
});

async function saveSources(
  { prisma, organisationId }: StoreContext,
  runId: string,
  sources: readonly StoredSource[],
): Promise<void> {
  const data = sources.map(({ path, text, sha256: ofFile }) => ({
    runId,
    organisationId,
    path,
    pathSha256: sha256(path),
    text,
    sha256: ofFile,
  }));
  await prisma.source.createMany({ data, skipDuplicates: true });
}

async function listSources({ prisma, organisationId }: StoreContext, runId: string): Promise<StoredSource[]> {
  const rows = await prisma.source.findMany({ where: { runId, organisationId }, orderBy: { path: 'asc' } });
  return rows.map(toSource);
}

async function findSource(
  { prisma, organisationId }: StoreContext,
  runId: string,
  path: string,
): Promise<StoredSource | undefined> {
  const row = await prisma.source.findFirst({ where: { runId, organisationId, pathSha256: sha256(path) } });
  return row === null ? undefined : toSource(row);
}

const toSource = ({ path, text, sha256 }: SourceRow): StoredSource => ({ path, text, sha256 });

async function saveBaseline(
  context: StoreContext,
  runId: string,
  tests: readonly StoredTest[],
  importLines: ExecutedLines,
  importEntered: FunctionLines | undefined,
): Promise<void> {
  const { organisationId } = context;
  await withOpenRun(context, runId, async (transaction) => {
    await transaction.test.deleteMany({ where: { runId, organisationId } });
    await transaction.importLines.deleteMany({ where: { runId, organisationId } });
    for (const chunk of chunksOf(tests)) {
      await transaction.$executeRaw`
        INSERT INTO tests (run_id, organisation_id, index, id, cpu_ms, wall_ms, is_flaky, lines, entered)
        SELECT ${runId}::uuid, ${organisationId}::uuid, test.* FROM jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb)
          AS test(index int, id text, "cpuMs" float8, "wallMs" float8, "isFlaky" boolean, lines jsonb, entered jsonb)`;
    }
    const entered = importEntered && { entered: toJson(importEntered) };
    await transaction.importLines.create({ data: { runId, organisationId, lines: toJson(importLines), ...entered } });
  });
}

async function listTests({ prisma, organisationId }: StoreContext, runId: string): Promise<StoredTest[]> {
  const rows = await prisma.test.findMany({ where: { runId, organisationId }, orderBy: { index: 'asc' } });
  return rows.map(toTest);
}

const toTest = ({ index, id, cpuMs, wallMs, isFlaky, lines, entered }: TestRow): StoredTest => ({
  index,
  id,
  cpuMs,
  wallMs,
  isFlaky,
  lines: ExecutedLines.parse(lines),
  ...(entered !== null && { entered: FunctionLines.parse(entered) }),
});

async function findImportLines({ prisma, organisationId }: StoreContext, runId: string): Promise<ExecutedLines> {
  const row = await prisma.importLines.findFirst({ where: { runId, organisationId } });
  return row === null ? {} : ExecutedLines.parse(row.lines);
}

async function findImportEntered(
  { prisma, organisationId }: StoreContext,
  runId: string,
): Promise<FunctionLines | undefined> {
  const entered = (await prisma.importLines.findFirst({ where: { runId, organisationId } }))?.entered ?? null;
  return entered === null ? undefined : FunctionLines.parse(entered);
}
