import type { LogLevel, Logger as TemporalLogger, LogMetadata } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** Leads what Temporal has to say into our log. */
export function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, metadata: LogMetadata = {}) => {
    const { error, ...rest } = metadata;
    logger[LEVELS[level]]({ ...rest, ...(error !== undefined && { err: error as unknown }) }, message);
  };
  const at = (level: LogLevel) => (message: string, metadata?: LogMetadata) => {
    log(level, message, metadata);
  };
  return { log, trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}
