/** The worker of a hosted installation as a program of its own: it runs workflows and activities, and never repository code. */
import { join } from 'node:path';
import { destination, pino } from 'pino';
import { createActivities } from './activities/create-activities.ts';
import { listenForInterruption, whenAborted } from './cli/interruption.ts';
import { readConfiguration } from './configuration.ts';
import { findPackageRoot } from './embedded/package-root.ts';
import { TinybugError } from '../shared/error-code.ts';
import { openDatabase } from './storage/open-database.ts';
import { hostedTarget } from './temporal/connect.ts';
import { startWorker } from './temporal/start-worker.ts';

async function main(): Promise<void> {
  const { environment, postgresUrl, temporal } = readConfiguration(process.env);
  if (environment === 'dev' || postgresUrl === undefined || temporal.address === undefined) {
    throw new TinybugError(
      'invalid-configuration',
      'TINYBUG_ENV must be staging or prod: in dev the worker is part of `npm start`.',
    );
  }
  const interruption = listenForInterruption();
  const packageRoot = findPackageRoot();
  const logger = pino(destination({ dest: 1, sync: true }));
  const database = await openDatabase(
    { kind: 'postgres', url: postgresUrl },
    join(packageRoot, 'prisma', 'migrations'),
  );
  const worker = await startWorker({
    target: hostedTarget({ ...temporal, address: temporal.address }, process.env),
    // The local provider and its source are for one's own machine only.
    activities: createActivities({ database, providers: new Map(), sources: new Map(), now: () => new Date(), logger }),
    workflows: { codePath: join(packageRoot, 'dist', 'workflows.js') },
    logger,
  });
  logger.info({ environment }, 'The worker waits for work');
  await Promise.race([whenAborted(interruption.signal), worker.ended]);
  await worker.stop();
  await database.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `${error instanceof TinybugError ? `${error.toProblem().title}. ${error.message}` : String(error)}\n`,
  );
  process.exit(error instanceof TinybugError ? 6 : 1);
}
