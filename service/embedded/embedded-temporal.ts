import { join } from 'node:path';
import type { Configuration } from '../configuration.ts';
import type { TemporalTarget } from '../temporal/connect.ts';

export interface EmbeddedTemporal {
  readonly target: TemporalTarget;
  /** Settles when the server has ended; never for a server that others started. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface EmbeddedTemporalOptions {
  readonly configuration: Configuration;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (line: string) => void;
  readonly abortSignal: AbortSignal;
  /** Called when there is nothing to do but to wait for the server. */
  readonly onLaunched: () => void;
}

/**
 * The Temporal server at TEMPORAL_ADDRESS, else one of our own.
 *
 * @throws TinybugError `temporal-unavailable`
 */
export async function openTemporal(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const { configuration, environment } = options;
  const { address, ...rest } = configuration.temporal;
  if (address === undefined) return startOwnServer(options);
  const { hostedTarget } = await import('../temporal/connect.ts');
  return {
    target: hostedTarget({ address, ...rest }, environment),
    ended: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}

async function startOwnServer(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const { configuration, environment, onProgress, abortSignal, onLaunched } = options;
  const { folders, temporal } = configuration;
  const { obtainTemporalServer } = await import('../temporal/obtain-temporal-server.ts');
  const executable = await obtainTemporalServer({ cacheFolder: folders.cache, environment, onProgress, abortSignal });
  const { startTemporalServer } = await import('../temporal/temporal-server.ts');
  const server = await startTemporalServer({
    executable,
    databaseFile: join(folders.data, 'temporal.db'),
    logFile: join(folders.data, 'logs', 'temporal.log'),
    namespace: temporal.namespace,
    onLaunched,
  });
  const { localTarget } = await import('../temporal/connect.ts');
  return { target: localTarget(server.address, server.namespace), ended: server.ended, stop: () => server.stop() };
}
