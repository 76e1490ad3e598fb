import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { type AppDependencies, createApp } from '../../service/app.ts';
import { locateRepository } from '../../service/routes/repository-location.ts';
import type { RunControl } from '../../service/run-control.ts';
import { createDeliveryEffects } from '../../service/webhooks/delivery-effects.ts';
import { openDatabase } from '../../service/storage/open-database.ts';
import type { Database, Store } from '../../service/storage/store.ts';
import { buildPageAssets } from './page-assets.ts';

export const MIGRATIONS_FOLDER = path.resolve(import.meta.dirname, '../../prisma/migrations');
export const ACCESS_KEY_SECRET = 'a secret of the tests, thirty-two characters and more';

/** Remembers what it was asked, and fails where a test says so. */
export interface RecordedRunControl extends RunControl {
  readonly calls: string[];
  failure: Error | undefined;
}

export function createRecordedRunControl(): RecordedRunControl {
  const calls: string[] = [];
  const record = (call: string): Promise<void> => {
    calls.push(call);
    return control.failure === undefined ? Promise.resolve() : Promise.reject(control.failure);
  };
  const control: RecordedRunControl = {
    calls,
    failure: undefined,
    start: (_organisationId, runId) => record(`start ${runId}`),
    cancel: (_organisationId, runId) => record(`cancel ${runId}`),
    considerPullRequest: ({ pullRequest, headSha }) => record(`consider ${pullRequest} ${headSha}`),
    signalJobChanged: (workflowId, jobId) => record(`signal ${workflowId} ${jobId}`),
  };
  return control;
}

/** The real app on a real port with a real database; only the workflows are a record of calls. */
export interface ApiServer {
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  readonly database: Database;
  readonly runControl: RecordedRunControl;
  /** The organisation `local`, with its token. */
  readonly organisation: Tenant;
  /** Another one, `other`. */
  readonly other: Tenant;
  /** Lines of the log, as pino wrote them. */
  readonly log: string[];
  /** Ends the streams, as a shutdown does. */
  shutDown(): void;
  close(): Promise<void>;
}

export interface Tenant {
  readonly slug: string;
  readonly token: string;
  readonly store: Store;
}

export interface ApiServerOptions extends Partial<Omit<AppDependencies, 'githubWebhooks'>> {
  /** Shared with GitHub; without it there is no address for webhooks. */
  readonly githubWebhookSecret?: string;
}

/** A database that is handed in stays open when the server is closed. */
export async function startApiServer({
  githubWebhookSecret: secret,
  ...overrides
}: ApiServerOptions = {}): Promise<ApiServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tinybug-api-'));
  const database = overrides.database ?? (await openDatabase({ kind: 'pglite', folder }, MIGRATIONS_FOLDER));
  const runControl = createRecordedRunControl();
  const log: string[] = [];
  const shutdown = new AbortController();
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const shared = { database, runControl: overrides.runControl ?? runControl, logger, shutdown: shutdown.signal };
  const app = createApp({
    ...shared,
    environment: 'dev',
    version: '0.0.0-test',
    accessKeySecret: ACCESS_KEY_SECRET,
    assets: await buildPageAssets(),
    locateRepository,
    ...(secret !== undefined && {
      githubWebhooks: { secret, effects: createDeliveryEffects({ ...shared, retryMs: 20 }) },
    }),
    ...overrides,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    server,
    database,
    runControl,
    organisation: await addTenant(database, 'local'),
    other: await addTenant(database, 'other'),
    log,
    shutDown: () => shutdown.abort(),
    async close() {
      shutdown.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (overrides.database === undefined) await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addTenant(database: Database, slug: string): Promise<Tenant> {
  const { id } = await database.ensureOrganisation(slug, slug);
  const token = `token-of-${slug}`;
  await database.addApiToken(id, 'test', token);
  return { slug, token, store: database.storeOf(id) };
}

/** A request with the tenant's token; `path` begins below the organisation. */
export function requestApi(
  { origin, organisation }: Pick<ApiServer, 'origin' | 'organisation'>,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${organisation.token}`);
  if (init.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return fetch(`${origin}/api/orgs/${organisation.slug}${path}`, { ...init, headers });
}
