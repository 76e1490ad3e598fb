import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createJobListener } from '../activities/record-live.ts';
import { createActivities } from '../activities/create-activities.ts';
import { createApp, type AppDependencies } from '../app.ts';
import { assertLocalProviderAllowed, createLocalCiProvider } from '../ci/local/local-ci-provider.ts';
import type { Configuration } from '../configuration.ts';
import { createSecretBox } from '../github/secret-box.ts';
import { loadAssets } from '../pages/assets.ts';
import { locateRepository } from '../routes/repository-location.ts';
import type { SourceProvider } from '../ci/source-provider.ts';
import type { CiProvider } from '../ci/ci-provider.ts';
import { openGithub } from '../open-github.ts';
import type { CiProviderName } from '../../shared/run.ts';
import { createWorkingTreeSource } from '../source/working-tree.ts';
import type { Database } from '../storage/store.ts';
import { connectTemporal, type TemporalTarget } from '../temporal/connect.ts';
import { resumeOpenRuns } from '../temporal/resume.ts';
import { startWorker } from '../temporal/start-worker.ts';
import { createTemporalRunControl } from '../temporal/temporal-run-control.ts';
import { listenOnLoopback, type Listening } from './listen.ts';
import { readPackageVersion } from './package-version.ts';
import { accessKeySecretOf, EMBEDDED_ORGANISATION } from './page-links.ts';
import type { StartupTrace } from './startup-trace.ts';
import type { Undoing } from './undoing.ts';

export interface ServiceParts {
  readonly configuration: Configuration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly packageRoot: string;
  readonly port: number;
  readonly logger: Logger;
  readonly token: string;
  readonly database: Database;
  readonly target: TemporalTarget;
  readonly undoing: Undoing;
  readonly trace: StartupTrace;
}

export interface ComposedService {
  readonly url: string;
  readonly resumedRuns: number;
  readonly workerEnded: Promise<void>;
}

/** Wires API, worker and local CI provider to a database and a Temporal server. What must be ended is added to `undoing`. */
export async function composeService(parts: ServiceParts): Promise<ComposedService> {
  const { database, logger, target, undoing, trace } = parts;
  assertLocalProviderAllowed(parts.configuration.environment);
  const { client, close } = await connectTemporal(target);
  undoing.add('the connection to Temporal', close);
  const runControl = createTemporalRunControl(client);
  const listener = createJobListener({ database, runControl, logger });
  const provider = createLocalCiProvider({
    jobsFolder: join(parts.configuration.folders.data, 'jobs'),
    cacheFolder: parts.configuration.folders.cache,
    runnerFolder: join(parts.packageRoot, 'runner', 'src'),
    listener,
    environment: parts.environment,
    logger,
  });
  // Undone after the worker: a runner that ends while workflows still run would be taken for one that was lost.
  undoing.add('the local CI provider', () => provider.close());
  const github = openGithub({ ...parts, listener });
  const providers = new Map<CiProviderName, CiProvider>([
    ['local', provider],
    ['github-actions', github.provider],
  ]);
  const sources = new Map<CiProviderName, SourceProvider>([
    ['local', createWorkingTreeSource()],
    ['github-actions', github.source],
  ]);
  const activities = createActivities({
    database,
    providers,
    sources,
    pullRequests: { access: github.access, publicUrl: parts.configuration.publicUrl },
    now: () => new Date(),
    logger,
  });
  const [starting, serving] = await Promise.allSettled([
    startWorker({
      target,
      activities,
      workflows: { codePath: join(parts.packageRoot, 'dist', 'workflows.js') },
      logger,
      inMainThread: true,
    }),
    serveApi(parts, { runControl, workflowProposals: github.workflowProposals, estimating: { providers, sources } }),
  ]);
  if (starting.status === 'fulfilled') undoing.add('the worker', () => starting.value.stop());
  if (serving.status === 'fulfilled') undoing.add('the API', () => serving.value.close());
  if (starting.status === 'rejected') throw starting.reason;
  if (serving.status === 'rejected') throw serving.reason;
  trace('worker started');
  const resumedRuns = await resumeOpenRuns({ database, runControl, listener, logger });
  return { url: serving.value.url, resumedRuns, workerEnded: starting.value.ended };
}

/** Whoever has the embedded service's token is who works on this machine. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'embedded';
  }
}

async function serveApi(
  parts: ServiceParts,
  wired: Pick<AppDependencies, 'runControl' | 'workflowProposals' | 'estimating'>,
): Promise<Listening> {
  const { configuration, database, logger, token, packageRoot, trace } = parts;
  const organisation = await database.ensureOrganisation(EMBEDDED_ORGANISATION, 'This machine');
  await database.addApiToken(organisation.id, nameOfUser(), token);
  const shutdown = new AbortController();
  const app = createApp({
    database,
    ...wired,
    logger,
    environment: configuration.environment,
    version: readPackageVersion(packageRoot),
    accessKeySecret: accessKeySecretOf(token),
    assets: await loadAssets(join(packageRoot, 'dist', 'assets')),
    locateRepository,
    secretBox: configuration.secretKey && createSecretBox(configuration.secretKey),
    shutdown: shutdown.signal,
  });
  const listening = await listenOnLoopback(parts.port, app);
  trace('API listens');
  return {
    url: listening.url,
    close: () => {
      shutdown.abort();
      return listening.close();
    },
  };
}
