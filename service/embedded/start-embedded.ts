import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { TinybugError } from '../../shared/error-code.ts';
import type { Configuration } from '../configuration.ts';
import type { Database } from '../storage/store.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { type EmbeddedTemporal, openTemporal } from './embedded-temporal.ts';
import { openServiceLog } from './service-log.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { announceIfSlow } from './slow-step.ts';
import type { StartupTrace } from './startup-trace.ts';
import { ensureToken } from './token-file.ts';
import { createUndoing, type Undoing } from './undoing.ts';

export interface EmbeddedOptions {
  readonly configuration: Configuration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tinybug's own folder. */
  readonly packageRoot: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Gets a line for every step that takes longer than a second. */
  readonly onProgress: (line: string) => void;
  readonly trace: StartupTrace;
  readonly abortSignal: AbortSignal;
}

export interface EmbeddedService {
  readonly url: string;
  readonly token: string;
  /** Runs that an earlier service left open and that go on now. */
  readonly resumedRuns: number;
  /** Rejects when something that the service cannot do without has ended by itself; never settles otherwise. */
  readonly failed: Promise<never>;
  /** Leaves nothing running; open runs go on at the next start. */
  stop(): Promise<void>;
}

/**
 * The whole service in this process, with a Temporal server beside it: for one's own machine.
 *
 * @throws TinybugError of kind `user` for all that can be missing or in the way
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedService> {
  const { configuration, trace } = options;
  if (!configuration.allowsLocalProvider) {
    throw new TinybugError('local-provider-refused', `TINYBUG_ENV is ${configuration.environment}.`);
  }
  const undoing = createUndoing();
  const lock = lockDataFolder(configuration.folders.data);
  undoing.add('the lock of the data folder', () => {
    lock.release();
  });
  mkdirSync(join(configuration.folders.data, 'logs'), { recursive: true, mode: 0o700 });
  const logger = openServiceLog(join(configuration.folders.data, 'logs', 'service.log'));
  trace('data folder locked');
  try {
    return await startParts(options, logger, undoing);
  } catch (error) {
    logger.error({ err: error }, 'The service did not start');
    await undoing.run(logger);
    throw error;
  }
}

async function startParts(options: EmbeddedOptions, logger: Logger, undoing: Undoing): Promise<EmbeddedService> {
  const { configuration, trace, abortSignal } = options;
  const dataFolder = configuration.folders.data;
  const token = ensureToken(dataFolder);
  const { temporal, database } = await openTemporalAndDatabase(options, undoing);
  abortSignal.throwIfAborted();
  const { composeService } = await import('./compose-service.ts');
  trace('service loaded');
  const service = await composeService({ ...options, logger, token, database, target: temporal.target, undoing });
  writeServiceFile(dataFolder, { pid: process.pid, url: service.url, startedAt: new Date().toISOString() });
  undoing.add('the file that says where the service is', () => {
    removeServiceFile(dataFolder);
  });
  logger.info({ url: service.url }, 'The service has started');
  trace('service ready');
  let isStopping = false;
  const failed = Promise.race([
    endedByItself('The Temporal server', temporal.ended),
    endedByItself('The worker', service.workerEnded),
  ]).catch((error: unknown) => (isStopping ? new Promise<never>(() => undefined) : Promise.reject(error as Error)));
  failed.catch((error: unknown) => {
    logger.fatal({ err: error }, 'The service cannot go on');
  });
  return {
    url: service.url,
    token,
    resumedRuns: service.resumedRuns,
    failed,
    stop: async () => {
      isStopping = true;
      await undoing.run(logger);
      logger.info('The service has stopped');
    },
  };
}

/** Longer than it takes to launch a server that is there; one that must be built first is not waited for. */
const LAUNCH_MS = 150;

/** The server takes a second to start, in which this process opens the database: so it must be launched first. */
async function openTemporalAndDatabase(
  options: EmbeddedOptions,
  undoing: Undoing,
): Promise<{ temporal: EmbeddedTemporal; database: Database }> {
  const { onProgress, trace } = options;
  let onLaunched: () => void = () => undefined;
  const launched = new Promise<void>((resolve) => {
    onLaunched = () => {
      trace('Temporal launched');
      resolve();
    };
  });
  const temporalOpening = openTemporal({ ...options, onLaunched }).then((temporal) => {
    undoing.add('the Temporal server', () => temporal.stop());
    trace('Temporal answers');
    return temporal;
  });
  const databaseOpening = Promise.race([launched, temporalOpening.catch(() => undefined), pause(LAUNCH_MS)])
    .then(() => openEmbeddedDatabase(options))
    .then((database) => {
      undoing.add('the database', () => database.close());
      trace('database open');
      return database;
    });
  const [temporal, database] = await Promise.allSettled([
    announceIfSlow(temporalOpening, 'Starting the Temporal server …', onProgress),
    announceIfSlow(databaseOpening, 'Opening the database …', onProgress),
  ]);
  if (temporal.status === 'rejected') throw temporal.reason;
  if (database.status === 'rejected') throw database.reason;
  return { temporal: temporal.value, database: database.value };
}

async function openEmbeddedDatabase({ configuration, packageRoot, trace }: EmbeddedOptions): Promise<Database> {
  const { openDatabase } = await import('../storage/open-database.ts');
  trace('database loaded');
  const { postgresUrl, folders } = configuration;
  return openDatabase(
    postgresUrl === undefined
      ? { kind: 'pglite', folder: join(folders.data, 'database') }
      : { kind: 'postgres', url: postgresUrl },
    join(packageRoot, 'prisma', 'migrations'),
  );
}

const endedByItself = async (part: string, ended: Promise<void>): Promise<never> => {
  const reason = await ended.then(
    () => '.',
    (error: unknown) => `: ${error instanceof Error ? error.message : String(error)}`,
  );
  throw new TinybugError('temporal-unavailable', `${part} has ended by itself${reason}`);
};
