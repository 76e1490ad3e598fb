/** The service as a program of its own: embedded on one's own machine, and in a hosted environment the API, with the worker beside it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ExitCode } from '../shared/error-code.ts';
import { createApp } from './app.ts';
import { listenForInterruption, whenAborted } from './cli/interruption.ts';
import { runCommandLine } from './cli/run-command-line.ts';
import { runInContext } from './cli/run-in-context.ts';
import type { Configuration } from './configuration.ts';
import { DEFAULT_PORT } from './embedded/default-port.ts';
import { listenOnLoopback } from './embedded/listen.ts';
import { findPackageRoot } from './embedded/package-root.ts';
import { readPackageVersion } from './embedded/package-version.ts';
import { createSecretBox } from './github/secret-box.ts';
import { loadAssets } from './pages/assets.ts';
import { createJobListener } from './activities/record-live.ts';
import { openGithub } from './open-github.ts';
import { openHostedFoundation } from './open-hosted-foundation.ts';
import { locateHostedRepository } from './routes/repository-location.ts';
import { createCiTokenVerifier } from './routes/ingest/ci-identity.ts';
import { resumeOpenRuns } from './temporal/resume.ts';
import { connectTemporal } from './temporal/connect.ts';
import { createTemporalRunControl } from './temporal/temporal-run-control.ts';
import { createDeliveryEffects } from './webhooks/delivery-effects.ts';

/** Answers until a signal comes; what terminates TLS stands before it on the same machine. */
async function serveHosted(configuration: Configuration): Promise<void> {
  const interruption = listenForInterruption();
  const { packageRoot, logger, database, temporalTarget } = await openHostedFoundation(configuration);
  const { client, close } = await connectTemporal(temporalTarget);
  const shutdown = new AbortController();
  const runControl = createTemporalRunControl(client);
  const listener = createJobListener({ database, runControl, logger });
  const github = openGithub({ configuration, packageRoot, database, listener, logger });
  const effects = createDeliveryEffects({ database, runControl, logger, shutdown: shutdown.signal });
  const app = createApp({
    database,
    runControl,
    githubAccounts: github.access,
    workflowProposals: github.workflowProposals,
    estimating: {
      providers: new Map([['github-actions', github.provider]]),
      sources: new Map([['github-actions', github.source]]),
    },
    logger,
    environment: configuration.environment,
    repositoryHost: new URL(configuration.github.serverUrl).host,
    version: readPackageVersion(packageRoot),
    // Links to pages are good until the next start: sign-in is to take their place here.
    accessKeySecret: randomBytes(32).toString('hex'),
    assets: await loadAssets(join(packageRoot, 'dist', 'assets')),
    locateRepository: locateHostedRepository,
    githubWebhooks: configuration.github.app && { secret: configuration.github.app.webhookSecret, effects },
    secretBox: configuration.secretKey && createSecretBox(configuration.secretKey),
    shutdown: shutdown.signal,
    editorOrigins: configuration.editorOrigins,
    ...(configuration.publicUrl !== undefined && {
      publicOrigins: [configuration.publicUrl],
      ingest: {
        listener,
        shardTokens: github.shardTokens,
        verifyCiToken: createCiTokenVerifier(configuration.publicUrl, configuration.github.oidcIssuer),
      },
    }),
  });
  const listening = await listenOnLoopback(DEFAULT_PORT, app);
  logger.info({ url: listening.url, environment: configuration.environment }, 'The API listens');
  await resumeOpenRuns({ database, runControl, listener, logger });
  effects.seeToStored();
  await whenAborted(interruption.signal);
  shutdown.abort();
  await listening.close();
  await close();
  await database.close();
}

const surroundings = { environment: process.env, output: process.stdout, messages: process.stderr };

async function main(): Promise<ExitCode> {
  const isEmbedded = [undefined, '', 'dev'].includes(process.env['TINYBUG_ENV']);
  if (isEmbedded) return runCommandLine(['serve', ...process.argv.slice(2)], surroundings);
  return runInContext(
    { ...surroundings, packageRoot: findPackageRoot(), dataFolder: undefined },
    async ({ configuration }) => {
      await serveHosted(configuration);
      return 0;
    },
  );
}

process.exit(await main());
