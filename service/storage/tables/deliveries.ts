import type { PrismaClient } from '../generated/client.ts';
import type { Database } from '../store.ts';
import { isIdentifier } from './column-values.ts';

type DeliveryMethods = Pick<Database, 'recordDelivery' | 'listOpenDeliveries' | 'settleDeliveries'>;

/** Webhooks about CI work, which name a run and no organisation. */
export const createDeliveryMethods = (prisma: PrismaClient): DeliveryMethods => ({
  async recordDelivery({ deliveryId, runId, branch, ciJobName = null }, repository) {
    if (!isIdentifier(runId)) return false;
    const count = await prisma.$executeRaw`
      INSERT INTO webhook_deliveries (id, organisation_id, run_id, branch, ci_job_name)
      SELECT ${deliveryId}::text, runs.organisation_id, runs.id, ${branch}::text, ${ciJobName}::text
      FROM runs JOIN repositories
        ON repositories.organisation_id = runs.organisation_id AND repositories.id = runs.repository_id
      WHERE runs.id = ${runId}::uuid AND repositories.ci_provider = 'github-actions'
        AND lower(repositories.location) = lower(${repository}::text)
      ON CONFLICT DO NOTHING`;
    return count === 1;
  },
  async listOpenDeliveries(limit) {
    const rows = await prisma.webhookDelivery.findMany({
      where: { settledAt: null },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    });
    return rows.map(({ id, organisationId, runId, branch, ciJobName }) => ({
      deliveryId: id,
      organisationId,
      runId,
      branch,
      ...(ciJobName !== null && { ciJobName }),
    }));
  },
  async settleDeliveries(deliveries) {
    const byOrganisation = new Map<string, string[]>();
    for (const { organisationId, deliveryId } of deliveries)
      byOrganisation.set(organisationId, [...(byOrganisation.get(organisationId) ?? []), deliveryId]);
    for (const [organisationId, ids] of byOrganisation) {
      const where = { organisationId, id: { in: ids }, settledAt: null };
      await prisma.webhookDelivery.updateMany({ where, data: { settledAt: new Date() } });
    }
  },
});
