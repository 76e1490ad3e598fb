import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import pino from 'pino';
import type { Activities } from '../../service/activities/create-activities.ts';
import { findFolders } from '../../service/embedded/folders.ts';
import { workflowsPath } from '../../service/temporal/bundle-workflows.ts';
import { connectTemporal, localTarget } from '../../service/temporal/connect.ts';
import { obtainTemporalServer } from '../../service/temporal/obtain-temporal-server.ts';
import { startWorker, type RunningWorker } from '../../service/temporal/start-worker.ts';
import { startTemporalServer } from '../../service/temporal/temporal-server.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface RealTemporal {
  readonly client: Client;
  startWorker(activities: Activities): Promise<RunningWorker>;
  close(): Promise<void>;
}

/** Path of the server that the product uses, too; got where this machine has none. */
export const obtainRealServer = (): Promise<string> =>
  obtainTemporalServer({
    cacheFolder: findFolders(process.env).cache,
    environment: process.env,
    onProgress: (message) => {
      console.log(`      ${message}`);
    },
  });

/** A Temporal server of its own with an empty database, started as the product starts it. */
export async function startRealTemporal(): Promise<RealTemporal> {
  const { folder, remove } = await createTemporaryFolder();
  const server = await startTemporalServer({
    executable: await obtainRealServer(),
    databaseFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    namespace: 'tinybug-dev',
  });
  const target = localTarget(server.address, server.namespace);
  const { client, close } = await connectTemporal(target);
  return {
    client,
    startWorker: (activities) =>
      startWorker({
        target,
        activities,
        workflows: { workflowsPath: workflowsPath() },
        logger: pino({ level: 'silent' }),
      }),
    async close() {
      await close();
      await server.stop();
      await remove();
    },
  };
}
