/** API and worker of a hosted installation in one process, so that their CPU time and memory are theirs alone; for `npm run bench:github`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { createActivities } from '../service/activities/create-activities.ts';
import { createJobListener } from '../service/activities/record-live.ts';
import { createApp } from '../service/app.ts';
import { readConfiguration } from '../service/configuration.ts';
import { openGithub } from '../service/open-github.ts';
import { openHostedFoundation } from '../service/open-hosted-foundation.ts';
import { loadAssets } from '../service/pages/assets.ts';
import { locateHostedRepository } from '../service/routes/repository-location.ts';
import { connectTemporal } from '../service/temporal/connect.ts';
import { startWorker } from '../service/temporal/start-worker.ts';
import { createTemporalRunControl } from '../service/temporal/temporal-run-control.ts';
import { createDeliveryEffects } from '../service/webhooks/delivery-effects.ts';

const configuration = readConfiguration(process.env);
const { packageRoot, database, temporalTarget } = await openHostedFoundation(configuration);
const logger = pino({ level: process.env['TINYBUG_TEST_LOG'] ?? 'silent' }, process.stderr);
const { client, close } = await connectTemporal(temporalTarget);
const runControl = createTemporalRunControl(client);
const listener = createJobListener({ database, runControl, logger });
const github = openGithub({ configuration, packageRoot, database, listener, logger });
const worker = await startWorker({
  target: temporalTarget,
  activities: createActivities({
    database,
    providers: new Map([['github-actions', github.provider]]),
    sources: new Map([['github-actions', github.source]]),
    now: () => new Date(),
    logger,
  }),
  workflows: { codePath: join(packageRoot, 'dist', 'workflows.js') },
  logger,
});
const shutdown = new AbortController();
const app = createApp({
  database,
  runControl,
  workflowProposals: github.workflowProposals,
  logger,
  environment: configuration.environment,
  repositoryHost: new URL(configuration.github.serverUrl).host,
  version: '0.0.0',
  accessKeySecret: 'the benchmark shows no page to anybody',
  assets: await loadAssets(join(packageRoot, 'dist', 'assets')),
  locateRepository: locateHostedRepository,
  githubWebhooks: configuration.github.app && {
    secret: configuration.github.app.webhookSecret,
    effects: createDeliveryEffects({ database, runControl, logger, shutdown: shutdown.signal }),
  },
  shutdown: shutdown.signal,
});
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string' || process.send === undefined)
  throw new Error('The benchmark starts this program, and listens to it.');
process.send({ url: `http://127.0.0.1:${address.port}` });
await once(process, 'disconnect');
shutdown.abort();
await worker.stop();
server.closeAllConnections();
server.close();
await close();
await database.close();
process.exit(0);
