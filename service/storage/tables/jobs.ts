import { z } from 'zod';
import type { Job as JobRow, PrismaClient } from '../generated/client.ts';
import type { Store, StoredJob } from '../store.ts';
import { withoutNulls } from './column-values.ts';
import type { StoreContext } from './store-context.ts';

type JobMethods = Pick<Store, 'saveJob' | 'updateJob' | 'findJob' | 'listOpenJobs'>;

export const createJobMethods = ({ prisma, organisationId }: StoreContext): JobMethods => ({
  async saveJob({ jobId, runId, workflowId, shardIndex = null }) {
    await prisma.job.createMany({
      data: { id: jobId, organisationId, runId, workflowId, shardIndex },
      skipDuplicates: true,
    });
  },
  async updateJob(jobId, { handle, outcome }) {
    await prisma.job.updateMany({
      where: { id: jobId, organisationId },
      data: { ...(handle && { handle }), ...(outcome && { outcome }) },
    });
  },
  findJob: (jobId) => findJob(prisma, { jobId, organisationId }),
  listOpenJobs: (runId) => listOpenJobs(prisma, { runId, organisationId }),
});

/** A job of the organisation, or of any when none is named. */
export async function findJob(
  prisma: PrismaClient,
  { jobId, organisationId }: { jobId: string; organisationId?: string },
): Promise<StoredJob | undefined> {
  const row = await prisma.job.findFirst({
    where: { id: jobId, ...(organisationId !== undefined && { organisationId }) },
  });
  return row === null ? undefined : toJob(row);
}

/** Jobs without an outcome, oldest first: of a run, or of all organisations. */
export async function listOpenJobs(
  prisma: PrismaClient,
  of: { runId: string; organisationId: string } | Record<string, never> = {},
): Promise<StoredJob[]> {
  const rows = await prisma.job.findMany({
    where: { outcome: null, ...of },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toJob);
}

const JobColumns = z.object({
  handle: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  outcome: z.enum(['finished', 'cancelled', 'lost']).optional(),
});

function toJob({ id, runId, organisationId, workflowId, shardIndex, handle, outcome }: JobRow): StoredJob {
  const columns = JobColumns.parse(withoutNulls({ handle, outcome }));
  return { jobId: id, runId, organisationId, workflowId, ...(shardIndex !== null && { shardIndex }), ...columns };
}
