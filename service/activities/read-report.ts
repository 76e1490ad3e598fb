import { TinybugError } from '../../shared/error-code.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';

export type RecordHandler = (record: RunnerRecord) => Promise<void> | void;

/** Hands on every record of a job's report; resolves after the last. */
export type JobReader = (onRecord: RecordHandler) => Promise<void>;

/**
 * Hands on every record of a job's report, one after the other.
 *
 * @returns what the runner said of an error inside itself, which another attempt may not meet
 * @throws TinybugError with the code under which the runner said that it cannot go on
 */
export async function readReport(
  records: AsyncIterable<RunnerRecord>,
  abortSignal: AbortSignal,
  onRecord: RecordHandler,
): Promise<string | undefined> {
  let internalError: string | undefined;
  for await (const record of records) {
    abortSignal.throwIfAborted();
    if (record.type === 'failed' && record.code !== 'internal') throw new TinybugError(record.code, record.message);
    if (record.type === 'failed') internalError = record.message;
    await onRecord(record);
  }
  return internalError;
}
