import { GithubAccountClaim } from '../../../shared/github-account.ts';
import type { PrismaClient, GithubAccount as GithubAccountRow } from '../generated/client.ts';
import type { Database } from '../store.ts';

type GithubAccountMethods = Pick<
  Database,
  'claimGithubAccount' | 'releaseGithubAccount' | 'listGithubAccounts' | 'countOrganisations'
>;

export const createGithubAccountMethods = (prisma: PrismaClient): GithubAccountMethods => ({
  async claimGithubAccount(organisationId, { id, login }) {
    const accountId = BigInt(id);
    const row = { organisationId, login: login.toLowerCase(), claimedAt: new Date() };
    // Of two organisations that claim at once, the key lets one in.
    await prisma.githubAccount.createMany({ data: { accountId, ...row }, skipDuplicates: true });
    // Another account may have had the name before.
    await prisma.githubAccount.updateMany({ where: { accountId, organisationId }, data: { login: row.login } });
    const stored = await prisma.githubAccount.findUnique({ where: { accountId } });
    return stored?.organisationId === organisationId ? toClaim(stored) : undefined;
  },
  async releaseGithubAccount(organisationId, login) {
    const { count } = await prisma.githubAccount.deleteMany({ where: { organisationId, login: login.toLowerCase() } });
    return count > 0;
  },
  async listGithubAccounts(organisationId) {
    const rows = await prisma.githubAccount.findMany({ where: { organisationId }, orderBy: { login: 'asc' } });
    return rows.map(toClaim);
  },
  countOrganisations: () => prisma.organisation.count(),
});

const toClaim = ({ accountId, login, claimedAt }: GithubAccountRow): GithubAccountClaim =>
  GithubAccountClaim.parse({ accountId: Number(accountId), login, claimedAt: claimedAt.toISOString() });
