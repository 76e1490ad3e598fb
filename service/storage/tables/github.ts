import { z } from 'zod';
import { NOTHING_SPENT, SpentRequests } from '../../github/request-limits.ts';
import { inTransaction } from '../connection/database-connection.ts';
import type { PrismaClient } from '../generated/client.ts';
import type { Database } from '../store.ts';

type GithubMethods = Pick<Database, 'saveGithubToken' | 'findGithubToken' | 'changeGithubSpending'>;

const Clock = z.tuple([z.object({ now: z.coerce.number() })]);
const Rows = z.tuple([z.object({ spent: z.unknown() })]);

export const createGithubMethods = (prisma: PrismaClient): GithubMethods => ({
  async saveGithubToken(organisationId, sealed) {
    if (sealed === undefined) {
      await prisma.githubToken.deleteMany({ where: { organisationId } });
      return;
    }
    const row = { sealed, storedAt: new Date() };
    await prisma.githubToken.upsert({
      where: { organisationId },
      create: { organisationId, ...row },
      update: row,
    });
  },
  async findGithubToken(organisationId) {
    return (await prisma.githubToken.findUnique({ where: { organisationId } }))?.sealed;
  },
  async changeGithubSpending(identity, work) {
    await prisma.githubSpending.createMany({ data: { identity, spent: NOTHING_SPENT }, skipDuplicates: true });
    return inTransaction(prisma, async (transaction) => {
      const locked = Rows.parse(
        await transaction.$queryRaw`SELECT spent FROM github_spending WHERE identity = ${identity} FOR UPDATE`,
      );
      // Asked for once the row is held, because that may have taken a while.
      const [{ now }] = Clock.parse(
        await transaction.$queryRaw`SELECT extract(epoch FROM clock_timestamp())::float8 AS now`,
      );
      // A row that another version wrote counts for nothing: GitHub's own answers put it right.
      const before = SpentRequests.safeParse(locked[0].spent);
      const { spent, result } = work(before.success ? before.data : NOTHING_SPENT, now);
      await transaction.githubSpending.update({ where: { identity }, data: { spent: SpentRequests.parse(spent) } });
      return result;
    });
  },
});
