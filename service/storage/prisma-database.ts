import type { DatabaseConnection } from './connection/database-connection.ts';
import { createStore } from './prisma-store.ts';
import { createRunNotifications } from './run-notifications.ts';
import { withStorageGate } from './storage-gate.ts';
import type { Database } from './store.ts';
import { isIdentifier } from './tables/column-values.ts';
import { createDeliveryMethods } from './tables/deliveries.ts';
import { createGithubAccountMethods } from './tables/github-accounts.ts';
import { createGithubMethods } from './tables/github.ts';
import { findJob, listOpenJobs } from './tables/jobs.ts';
import { createOrganisationMethods } from './tables/organisations.ts';
import { createPullRequestLookups } from './tables/pull-requests.ts';

/** The database behind an open connection whose schema is up to date. */
export function createDatabase(connection: DatabaseConnection): Database {
  const { prisma } = connection;
  const notifications = createRunNotifications(connection);
  let closed: Promise<void> | undefined;
  return withStorageGate<Database>({
    ...createOrganisationMethods(prisma),
    ...createGithubMethods(prisma),
    ...createGithubAccountMethods(prisma),
    ...createPullRequestLookups(prisma),
    ...createDeliveryMethods(prisma),
    storeOf: (organisationId) => createStore({ prisma, organisationId, notifications }),
    async findOrganisationOfRun(runId) {
      if (!isIdentifier(runId)) return undefined;
      const row = await prisma.run.findUnique({ where: { id: runId }, select: { organisationId: true } });
      return row?.organisationId;
    },
    findJob: (jobId) => findJob(prisma, { jobId }),
    listOpenJobs: () => listOpenJobs(prisma),
    async listOpenRuns() {
      const rows = await prisma.run.findMany({
        where: { status: { in: ['Queued', 'Running'] } },
        orderBy: { creationNumber: 'asc' },
        select: { id: true, organisationId: true },
      });
      return rows.map(({ id, organisationId }) => ({ runId: id, organisationId }));
    },
    close: () => (closed ??= connection.close()),
  });
}
