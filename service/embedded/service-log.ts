import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { destination, pino, type Logger } from 'pino';

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** The service's log, one JSON document a line; what is above 10 MiB at the start is put aside under `.1`. */
export function openServiceLog(file: string): Logger {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`);
  // Written at once: what was said last before a crash is what matters.
  return pino({ base: { pid: process.pid } }, destination({ dest: file, sync: true, mode: 0o600 }));
}
