/** What the processes of a hosted installation stand on alike. */
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';
import type { Configuration } from './configuration.ts';
import { findPackageRoot } from './embedded/package-root.ts';
import { openDatabase } from './storage/open-database.ts';
import type { Database } from './storage/store.ts';
import { hostedTarget, type TemporalTarget } from './temporal/connect.ts';

export interface HostedFoundation {
  readonly packageRoot: string;
  readonly logger: Logger;
  readonly database: Database;
  readonly temporalTarget: TemporalTarget;
}

/** The configuration is of a hosted environment, which has been checked to be whole. */
export async function openHostedFoundation({ postgresUrl, temporal }: Configuration): Promise<HostedFoundation> {
  if (postgresUrl === undefined || temporal.address === undefined) throw new Error('A hosted configuration has both.');
  const packageRoot = findPackageRoot();
  return {
    packageRoot,
    logger: pino(destination({ dest: 1, sync: true })),
    database: await openDatabase({ kind: 'postgres', url: postgresUrl }, join(packageRoot, 'prisma', 'migrations')),
    temporalTarget: hostedTarget({ ...temporal, address: temporal.address }, process.env),
  };
}
