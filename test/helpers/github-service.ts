import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createActivities, type Activities } from '../../service/activities/create-activities.ts';
import { createJobListener } from '../../service/activities/record-live.ts';
import { createGithubActionsProvider } from '../../service/ci/github-actions/github-actions-provider.ts';
import { createShardTokens, type ShardTokens } from '../../service/ci/github-actions/sharded/shard-token.ts';
import { ANY_ACCOUNT } from '../../service/github/account-claims.ts';
import { createGithubAccess } from '../../service/github/create-github-access.ts';
import { createCiTokenVerifier } from '../../service/routes/ingest/ci-identity.ts';
import { createMirrorSource } from '../../service/source/mirror/mirror-source.ts';
import { createRepositoryMirrors } from '../../service/source/mirror/create-repository-mirrors.ts';
import type { Store } from '../../service/storage/store.ts';
import type { RunningWorker } from '../../service/temporal/start-worker.ts';
import { createTemporalRunControl } from '../../service/temporal/temporal-run-control.ts';
import { hasEnded, type Run, type RunRequest } from '../../shared/run.ts';
import { openTestDatabase } from './activity-scene.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import { buildRunnerArchive } from './runner-archive.ts';
import { prepareJobPython } from './github/job-python.ts';
import type { LoopbackGitHub } from './github/loopback-github.ts';
import { startGithub } from './github/start-github.ts';
import { startRealTemporal, type RealTemporal } from './temporal-real-server.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** The whole service as it is hosted, API and worker, with a GitHub on this machine. */
export interface GithubService {
  readonly github: LoopbackGitHub;
  readonly api: ApiServer;
  readonly store: Store;
  /** Registers the repository and starts a run; resolves when it has ended. */
  measure(fullName: string, request?: Partial<RunRequest>): Promise<Run>;
  start(fullName: string, request?: Partial<RunRequest>): Promise<Run>;
  cancel(runId: string): Promise<void>;
  /** Ends the worker, as a restart of its machine does, and starts another that knows nothing of what this one did. */
  replaceWorker(): Promise<void>;
  waitForEnd(runId: string): Promise<Run>;
  close(): Promise<void>;
}

const WEBHOOK_SECRET = 'shared with GitHub';
/** What links on pull requests begin with. */
export const PUBLIC_URL = 'https://tinybug.example';

export interface GithubServiceOptions {
  /** Deliveries of GitHub arrive; otherwise polls must do. */
  readonly hasWebhooks?: boolean;
  readonly concurrentJobs?: number;
  readonly pollIntervalMs?: number;
  /** Signs in with a token of a person's instead of the App. */
  readonly personalAccessToken?: (github: LoopbackGitHub) => string;
  /** Stands between Temporal and the activities. */
  readonly around?: (activities: Activities, github: LoopbackGitHub) => Activities;
  readonly temporal?: RealTemporal;
  readonly now?: () => Date;
}

export async function startGithubService(options: GithubServiceOptions = {}): Promise<GithubService> {
  const { hasWebhooks = true, concurrentJobs = 2, pollIntervalMs = 2_000, now = () => new Date() } = options;
  const { folder, remove } = await createTemporaryFolder();
  const github = await startGithub({ pythons: await prepareJobPython(), concurrentJobs });
  const { database, close: closeDatabase } = await openTestDatabase();
  const temporal = options.temporal ?? (await startRealTemporal());
  const logger = pino({ level: process.env['TINYBUG_TEST_LOG'] ?? 'silent' });
  const runControl = createTemporalRunControl(temporal.client);
  const listener = createJobListener({ database, runControl, logger });
  const personalAccessToken = options.personalAccessToken?.(github);
  const login = { apiUrl: github.url, serverUrl: github.gitUrl, personalAccessToken };
  const { privateKey } = github.app;
  const app =
    personalAccessToken === undefined
      ? { id: String(github.app.id), privateKey, webhookSecret: WEBHOOK_SECRET }
      : undefined;
  const access = createGithubAccess({
    claims: ANY_ACCOUNT,
    github: { ...login, app },
    secretKey: undefined,
    database,
    logger,
    retryBaseMs: 10,
  });
  const runner = await buildRunnerArchive();
  const secretKey = randomBytes(32);
  // The service's address is known once it listens.
  const tokens = () => createShardTokens({ secretKey, audience: api.origin, now: Date.now });
  const shardTokens: ShardTokens = {
    issue: (claim, lifetimeMs) => tokens().issue(claim, lifetimeMs),
    verify: (token) => tokens().verify(token),
  };
  let workers = 0;
  const startWorker = (): Promise<RunningWorker> => {
    const mirrorFolder = join(folder, `mirrors-${(workers += 1)}`);
    const mirrors = createRepositoryMirrors({ folder: mirrorFolder, serverUrl: github.gitUrl, access });
    const provider = createGithubActionsProvider({
      access,
      mirrors,
      listener,
      runnerArchive: runner.path,
      now: () => now().getTime(),
      pollIntervalMs,
      shardTokens,
    });
    const activities = createActivities({
      database,
      providers: new Map([['github-actions', provider]]),
      sources: new Map([['github-actions', createMirrorSource(mirrors)]]),
      pullRequests: { access, publicUrl: PUBLIC_URL },
      now,
      logger,
    });
    return temporal.startWorker(options.around?.(activities, github) ?? activities);
  };
  let worker = await startWorker();
  const api: ApiServer = await startApiServer({
    database,
    runControl,
    githubWebhookSecret: WEBHOOK_SECRET,
    ingest: {
      listener,
      shardTokens,
      verifyCiToken: (token) => createCiTokenVerifier(api.origin, github.oidc.issuer)(token),
    },
  });
  if (hasWebhooks) github.webhooks.subscribe({ url: `${api.origin}/webhooks/github`, secret: WEBHOOK_SECRET });
  const { store } = api.organisation;

  const start = async (fullName: string, request: Partial<RunRequest> = {}): Promise<Run> => {
    const repository = await store.registerRepository({
      ciProvider: 'github-actions',
      location: fullName,
      name: fullName,
    });
    const { run } = await store.createRun({ repositoryId: repository.id, settings: {}, ...request }, randomUUID());
    await runControl.start(store.organisationId, run.id);
    return run;
  };
  const waitForEnd = async (runId: string): Promise<Run> => {
    for (;;) {
      const run = await store.findRun(runId);
      if (run === undefined) throw new Error(`There is no run ${runId}.`);
      if (hasEnded(run.status)) return run;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return {
    github,
    api,
    store,
    start,
    waitForEnd,
    cancel: (runId) => runControl.cancel(store.organisationId, runId),
    async replaceWorker() {
      await worker.stop();
      worker = await startWorker();
    },
    measure: async (fullName, request) => waitForEnd((await start(fullName, request)).id),
    async close() {
      await worker.stop();
      await api.close();
      await temporal.close();
      await closeDatabase();
      await github.close();
      await runner.remove();
      await remove();
    },
  };
}
