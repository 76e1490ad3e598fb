import { z } from 'zod';
import type { PrismaClient } from '../generated/client.ts';
import type { Database, Store } from '../store.ts';
import type { StoreContext } from './store-context.ts';

type HeadMethods = Pick<Store, 'recordPullRequestHead' | 'settlePullRequestHead'>;

export const createPullRequestMethods = ({ prisma, organisationId }: StoreContext): HeadMethods => ({
  async recordPullRequestHead({ repositoryId, pullRequest, headSha }) {
    const key = { organisationId, repositoryId, pullRequest, headSha };
    await prisma.pullRequestHead.upsert({
      where: { organisationId_repositoryId_pullRequest_headSha: key },
      create: key,
      update: { settledAt: null },
    });
  },
  async settlePullRequestHead({ repositoryId, pullRequest, headSha }) {
    const where = { organisationId, repositoryId, pullRequest, headSha, settledAt: null };
    await prisma.pullRequestHead.updateMany({ where, data: { settledAt: new Date() } });
  },
});

const Places = z.array(z.object({ organisation_id: z.string(), id: z.string() }));

type Methods = Pick<Database, 'findRepositoriesAtGithub' | 'listOpenPullRequestHeads'>;

/** What webhooks need before they know of an organisation. */
export const createPullRequestLookups = (prisma: PrismaClient): Methods => ({
  async findRepositoriesAtGithub(fullName) {
    const rows = await prisma.$queryRaw`
      SELECT organisation_id, id FROM repositories
      WHERE ci_provider = 'github-actions' AND lower(location) = lower(${fullName}::text)
      ORDER BY creation_number`;
    return Places.parse(rows).map(({ organisation_id: organisationId, id: repositoryId }) => ({
      organisationId,
      repositoryId,
    }));
  },
  async listOpenPullRequestHeads() {
    const rows = await prisma.pullRequestHead.findMany({ where: { settledAt: null }, orderBy: { receivedAt: 'asc' } });
    return rows.map(({ organisationId, repositoryId, pullRequest, headSha }) => ({
      organisationId,
      repositoryId,
      pullRequest,
      headSha,
    }));
  },
});
