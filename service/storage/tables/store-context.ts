import type { PrismaClient } from '../generated/client.ts';
import type { RunNotifications } from '../run-notifications.ts';

/** What the methods of a store work with. */
export interface StoreContext {
  readonly prisma: PrismaClient;
  readonly organisationId: string;
  readonly notifications: RunNotifications;
}
