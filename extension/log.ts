import type { LogOutputChannel } from 'vscode';
import { TinybugError } from '../shared/error-code.ts';
import { redactSecrets } from './connection/redact-secrets.ts';

export interface Log {
  info(message: string): void;
  error(what: string, error: unknown): void;
  show(): void;
}

export const createLog = (channel: LogOutputChannel): Log => ({
  info: (message) => channel.info(redactSecrets(message)),
  error: (what, error) => channel.error(redactSecrets(`${what}: ${describeError(error, true)}`)),
  show: () => channel.show(),
});

/** What a person is told: the text of errors that they can mend, and of others their message alone. */
export function describeError(error: unknown, withStack = false): string {
  if (error instanceof TinybugError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return withStack ? (error.stack ?? error.message) : error.message;
}
