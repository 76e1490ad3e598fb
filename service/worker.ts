/** The worker of a hosted installation as a program of its own: it runs workflows and activities, and never repository code. */
import { join } from 'node:path';
import { createActivities } from './activities/create-activities.ts';
import { listenForInterruption, whenAborted } from './cli/interruption.ts';
import { readConfiguration } from './configuration.ts';
import { TinybugError } from '../shared/error-code.ts';
import { createJobListener } from './activities/record-live.ts';
import { openGithub } from './open-github.ts';
import { openHostedFoundation } from './open-hosted-foundation.ts';
import { connectTemporal } from './temporal/connect.ts';
import { createTemporalRunControl } from './temporal/temporal-run-control.ts';
import { startWorker } from './temporal/start-worker.ts';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { environment } = configuration;
  if (environment === 'dev') {
    throw new TinybugError(
      'invalid-configuration',
      'TINYBUG_ENV must be staging or prod: in dev the worker is part of `npm start`.',
    );
  }
  const interruption = listenForInterruption();
  const { packageRoot, logger, database, temporalTarget } = await openHostedFoundation(configuration);
  const { client, close } = await connectTemporal(temporalTarget);
  const listener = createJobListener({ database, runControl: createTemporalRunControl(client), logger });
  const github = openGithub({ configuration, packageRoot, database, listener, logger });
  const worker = await startWorker({
    target: temporalTarget,
    // The local provider and its source are for one's own machine only.
    activities: createActivities({
      database,
      providers: new Map([['github-actions', github.provider]]),
      sources: new Map([['github-actions', github.source]]),
      pullRequests: { access: github.access, publicUrl: configuration.publicUrl },
      now: () => new Date(),
      logger,
    }),
    workflows: { codePath: join(packageRoot, 'dist', 'workflows.js') },
    logger,
  });
  logger.info({ environment }, 'The worker waits for work');
  await Promise.race([whenAborted(interruption.signal), worker.ended]);
  await worker.stop();
  await close();
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
