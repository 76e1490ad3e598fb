import { setTimeout as pause } from 'node:timers/promises';
import { createApiClient, type ApiClient } from '../../shared/api-client.ts';
import { TinybugError } from '../../shared/error-code.ts';
import { findLockHolder } from '../embedded/data-folder-lock.ts';
import { readServiceFile } from '../embedded/service-file.ts';
import { createStartupTrace } from '../embedded/startup-trace.ts';
import { readToken } from '../embedded/token-file.ts';
import type { CommandContext } from './command-context.ts';
import { unlessAbandoned } from './interruption.ts';

/** A service to talk to. */
export interface ServiceConnection {
  readonly client: ApiClient;
  readonly url: string;
  readonly token: string;
  /** Set where this process runs the service itself, which then ends with the command. */
  readonly own: { readonly resumedRuns: number } | undefined;
  /** Rejects when a service of our own has failed; never settles otherwise. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

interface ConnectOptions {
  /** Address given by the user. */
  readonly service: string | undefined;
  readonly onProgress: (line: string) => void;
  readonly abortSignal: AbortSignal;
}

const ANSWER_TIMEOUT_MS = 5_000;
/** A service that is just starting has the data folder before it has an address. */
const START_TIMEOUT_MS = 20_000;

/**
 * The service at the address given, else the one that runs on the data folder, else one started in this process.
 *
 * @throws TinybugError `service-unreachable`, `unauthorized`, `database-locked`, and what `startEmbedded` throws
 */
export async function connectService(context: CommandContext, options: ConnectOptions): Promise<ServiceConnection> {
  if (options.service !== undefined) return connectTo(options.service, tokenFor(options.service, context));
  return (await findRunning(context, options)) ?? startOwn(context, options);
}

async function findRunning(
  { configuration }: CommandContext,
  { onProgress, abortSignal }: ConnectOptions,
): Promise<ServiceConnection | undefined> {
  const { data } = configuration.folders;
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (let isAnnounced = false; ;) {
    const holder = findLockHolder(data);
    if (!holder) return undefined;
    const running = readServiceFile(data);
    const token = readToken(data);
    if (running && token !== undefined) return connectTo(running.url, token);
    if (performance.now() > deadline)
      throw new TinybugError('database-locked', `Process ${holder.pid} uses the data folder ${data}.`);
    if (!isAnnounced) onProgress(`Waiting for the service that process ${holder.pid} is starting …`);
    isAnnounced = true;
    await pause(100, undefined, { signal: abortSignal });
  }
}

async function connectTo(url: string, token: string): Promise<ServiceConnection> {
  const client = createApiClient({ baseUrl: url, token, fetch });
  await client.call('showService', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch((error: unknown) => {
    if (error instanceof TinybugError) throw error;
    throw new TinybugError('service-unreachable', `${url} does not answer.`, { cause: error });
  });
  return { client, url, token, own: undefined, failed: new Promise(() => undefined), close: () => Promise.resolve() };
}

/** The data folder's token goes to this machine only. */
function tokenFor(url: string, { environment, configuration }: CommandContext): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TinybugError('invalid-option', `--service: ${url} is not an address such as http://127.0.0.1:7373.`);
  }
  const isThisMachine = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  const token = environment['TINYBUG_TOKEN'] ?? (isThisMachine ? readToken(configuration.folders.data) : undefined);
  if (!token) throw new TinybugError('unauthorized', `There is no token for ${url}; set TINYBUG_TOKEN.`);
  return token;
}

async function startOwn(
  context: CommandContext,
  { onProgress, abortSignal }: ConnectOptions,
): Promise<ServiceConnection> {
  const trace = createStartupTrace(context.environment);
  trace('command line ready');
  const { startEmbedded } = await import('../embedded/start-embedded.ts');
  const { configuration, environment, packageRoot } = context;
  const starting = startEmbedded({ configuration, environment, packageRoot, port: 0, onProgress, trace, abortSignal });
  const service = await unlessAbandoned(starting, abortSignal);
  const { url, token, resumedRuns, failed } = service;
  const client = createApiClient({ baseUrl: url, token, fetch });
  return { client, url, token, own: { resumedRuns }, failed, close: () => service.stop() };
}
