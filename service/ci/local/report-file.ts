import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TinybugError } from '../../../shared/error-code.ts';
import { RunnerRecord } from '../../../shared/runner-report.ts';

const NEW_LINE = 0x0a;
const CHUNK_BYTES = 64 * 1024;

/** Cuts bytes into lines; an unfinished last line waits for its end. */
export class LineCutter {
  private rest: Buffer[] = [];

  cut(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end !== -1; end = chunk.indexOf(NEW_LINE, start)) {
      this.rest.push(chunk.subarray(start, end));
      lines.push(Buffer.concat(this.rest).toString('utf8'));
      this.rest = [];
      start = end + 1;
    }
    // Copied, because the caller may use its buffer again.
    if (start < chunk.length) this.rest.push(Buffer.from(chunk.subarray(start)));
    return lines;
  }
}

/** @throws TinybugError `runner-failed`, naming the log, for a line that is no record */
export function parseRecord(line: string, logPath: string): RunnerRecord {
  try {
    return RunnerRecord.parse(JSON.parse(line));
  } catch (error) {
    const start = line.length > 200 ? `${line.slice(0, 200)}…` : line;
    throw new TinybugError('runner-failed', `A line of the runner's report cannot be read: ${start}\nLog: ${logPath}`, {
      cause: error,
    });
  }
}

/** Every complete line of a report, parsed; nothing for a report that was never begun. */
export async function* readRecords(reportPath: string, logPath: string): AsyncGenerator<RunnerRecord> {
  const cutter = new LineCutter();
  try {
    for await (const chunk of createReadStream(reportPath)) {
      for (const line of cutter.cut(chunk as Buffer)) yield parseRecord(line, logPath);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Whether the report's last line says that nothing follows. */
export async function isReportWhole(reportPath: string): Promise<boolean> {
  const file = await open(reportPath).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const line = await readLastLine(file);
    const record = RunnerRecord.safeParse(tryParse(line));
    return record.success && (record.data.type === 'finished' || record.data.type === 'failed');
  } finally {
    await file.close();
  }
}

/** Empty where the file does not end with a line end. */
async function readLastLine(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  for (let length = CHUNK_BYTES; ; length *= 4) {
    const start = Math.max(0, size - length);
    const bytes = Buffer.alloc(size - start);
    await file.read(bytes, 0, bytes.length, start);
    if (bytes.at(-1) !== NEW_LINE) return '';
    const lineStart = bytes.lastIndexOf(NEW_LINE, -2);
    if (lineStart !== -1 || start === 0) return bytes.subarray(lineStart + 1, -1).toString('utf8');
  }
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
