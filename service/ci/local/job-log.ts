import { createWriteStream } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

const MAX_HEAD_BYTES = 4 * 1024 * 1024;
const MAX_TAIL_BYTES = 64 * 1024;
const EXCERPT_BYTES = 2 * 1024;

/** The output of a process in a file of limited size: its beginning as it comes, its last part at the end. */
export interface JobLog {
  write(chunk: Buffer): void;
  end(): Promise<void>;
}

export function createJobLog(path: string): JobLog {
  const stream = createWriteStream(path, { mode: 0o600 });
  // A log that cannot be written must not end the job.
  const closed = finished(stream).catch(() => undefined);
  let headBytes = 0;
  let omittedBytes = 0;
  let tail = Buffer.alloc(0);
  return {
    write(chunk) {
      const head = chunk.subarray(0, Math.max(0, MAX_HEAD_BYTES - headBytes));
      headBytes += head.length;
      if (head.length > 0) stream.write(head);
      const both = Buffer.concat([tail, chunk.subarray(head.length)]);
      tail = both.subarray(Math.max(0, both.length - MAX_TAIL_BYTES));
      omittedBytes += both.length - tail.length;
    },
    async end() {
      if (omittedBytes > 0) stream.write(`\n… ${String(omittedBytes)} bytes left out …\n`);
      stream.end(tail);
      await closed;
    },
  };
}

/** The last lines of a log, at most 2 KiB, without escape codes; empty where there is none. */
export async function readLogExcerpt(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, EXCERPT_BYTES));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    return lastLines(bytes.toString('utf8'), size > bytes.length);
  } finally {
    await file.close();
  }
}

/** The end of a text, at most 2 KiB, beginning with a whole line where there is more than one. */
export function lastLines(text: string, isCut = text.length > EXCERPT_BYTES): string {
  const end = text.slice(-EXCERPT_BYTES);
  const lineEnd = end.indexOf('\n');
  const whole = isCut && lineEnd !== -1 && lineEnd < end.length - 1 ? end.slice(lineEnd + 1) : end;
  return stripEscapes(whole).trim();
}

// eslint-disable-next-line no-control-regex -- escape codes are control characters
const stripEscapes = (text: string): string => text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '');

/** Keeps a job's log where it outlives the folders of its run. */
export const keepLog = async (path: string, keptPath: string): Promise<void> => {
  await copyFile(path, keptPath).catch(() => undefined);
};
