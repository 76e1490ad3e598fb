import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalLogger } from './temporal-logger.ts';

let isInstalled = false;

/**
 * Temporal's runtime exists once in a process and has to be set up before its first use. It must not write to the terminal,
 * nor stop the worker at a signal: Ctrl-C cancels a run, and that takes a worker.
 */
export function installRuntime(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
}
