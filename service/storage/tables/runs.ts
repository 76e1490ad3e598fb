import type { Run } from '../../../shared/run.ts';
import type { RunEventPayload } from '../../../shared/run-event.ts';
import { WithheldReason } from '../../../shared/mutation-score.ts';
import type { Page, PageRequest, RunPatch, Store } from '../store.ts';
import { isIdentifier, toJson } from './column-values.ts';
import { createRun } from './create-run.ts';
import { decodeCursor, invalidCursor, toPage } from './cursors.ts';
import { withOpenRun, writeEvents } from './run-lock.ts';
import { toRun } from './run-rows.ts';
import type { StoreContext } from './store-context.ts';

type RunMethods = Pick<
  Store,
  | 'createRun'
  | 'findRun'
  | 'findPatch'
  | 'listRuns'
  | 'listRunsOfPullRequest'
  | 'updateRun'
  | 'withholdScore'
  | 'listWithheldReasons'
>;

export const createRunMethods = (context: StoreContext): RunMethods => ({
  createRun: (request, idempotencyKey) => createRun(context, request, idempotencyKey),
  findRun: (runId) => findRun(context, runId),
  findPatch: (runId) => findPatch(context, runId),
  listRuns: (filter) => listRuns(context, filter),
  async listRunsOfPullRequest(repositoryId, pullRequest) {
    const { prisma, organisationId } = context;
    const where = { organisationId, repositoryId, pullRequest };
    return (await prisma.run.findMany({ where, orderBy: { creationNumber: 'desc' }, take: 100 })).map(toRun);
  },
  updateRun: (runId, patch, events = []) => updateRun(context, runId, patch, events),
  withholdScore: (runId, reason) => withholdScore(context, runId, reason),
  listWithheldReasons: (runId) => listWithheldReasons(context, runId),
});

async function findRun({ prisma, organisationId }: StoreContext, id: string): Promise<Run | undefined> {
  if (!isIdentifier(id)) return undefined;
  const row = await prisma.run.findFirst({ where: { id, organisationId } });
  return row === null ? undefined : toRun(row);
}

async function findPatch({ prisma, organisationId }: StoreContext, runId: string): Promise<string | undefined> {
  if (!isIdentifier(runId)) return undefined;
  const row = await prisma.uncommittedChanges.findFirst({ where: { runId, organisationId } });
  return row?.patch;
}

async function listRuns(
  context: StoreContext,
  { repositoryId, ...page }: { repositoryId?: string | undefined } & PageRequest,
): Promise<Page<Run>> {
  const { prisma, organisationId } = context;
  if (repositoryId !== undefined && !isIdentifier(repositoryId)) return { items: [] };
  const rows = await prisma.run.findMany({
    where: {
      organisationId,
      ...(repositoryId !== undefined && { repositoryId }),
      ...(page.cursor !== undefined && { creationNumber: { lt: await findStart(context, page.cursor) } }),
    },
    orderBy: { creationNumber: 'desc' },
    take: page.limit + 1,
  });
  return toPage('run', rows.map(toRun), page);
}

async function findStart({ prisma, organisationId }: StoreContext, cursor: string): Promise<bigint> {
  const id = decodeCursor('run', cursor);
  const row = isIdentifier(id) ? await prisma.run.findFirst({ where: { id, organisationId } }) : null;
  if (row === null) throw invalidCursor();
  return row.creationNumber;
}

async function updateRun(
  context: StoreContext,
  runId: string,
  patch: RunPatch,
  events: readonly RunEventPayload[],
): Promise<boolean> {
  const written = await withOpenRun(context, runId, async (transaction, run) => {
    const { settings, baseline, selection, score, problem, status, phase, commit, isDirty, endedAt } = patch;
    await transaction.run.update({
      where: { id: runId },
      select: { id: true },
      data: {
        ...(status !== undefined && { status }),
        ...(phase !== undefined && { phase }),
        ...(commit !== undefined && { commit }),
        ...(isDirty !== undefined && { isDirty }),
        ...(endedAt !== undefined && { endedAt }),
        ...(settings && { settings: toJson(settings) }),
        ...(baseline && { baseline: toJson(baseline) }),
        ...(selection && { selection: toJson(selection) }),
        ...(score && { score: toJson(score) }),
        ...(problem && { problem: toJson(problem) }),
      },
    });
    await writeEvents(transaction, run, events);
    return true;
  });
  return written ?? false;
}

async function withholdScore(
  { prisma, organisationId }: StoreContext,
  runId: string,
  reason: WithheldReason,
): Promise<void> {
  await prisma.withheldReason.createMany({ data: { runId, organisationId, reason }, skipDuplicates: true });
}

async function listWithheldReasons({ prisma, organisationId }: StoreContext, runId: string): Promise<WithheldReason[]> {
  const rows = await prisma.withheldReason.findMany({ where: { runId, organisationId }, orderBy: { reason: 'asc' } });
  return rows.map(({ reason }) => WithheldReason.parse(reason));
}
