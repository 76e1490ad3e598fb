import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LineCutter } from './report-file.ts';

const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 60;
const CHUNK_BYTES = 256 * 1024;

/**
 * Follows a report while it is being written and hands on its complete lines, one after the other.
 * By reading again and again: file system events are late or missing on too many systems.
 *
 * @param writerEnded settles when nothing will be added any more; what is there is still read to its end
 */
export async function followReport(
  path: string,
  writerEnded: Promise<unknown>,
  onLine: (line: string) => Promise<void>,
): Promise<void> {
  const cutter = new LineCutter();
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const ending = new AbortController();
  void writerEnded.finally(() => {
    ending.abort();
  });
  let file: FileHandle | undefined;
  let pauseMs = SHORTEST_PAUSE_MS;
  try {
    for (;;) {
      // Asked before reading: what was written before the end is then surely seen.
      const hasEnded = ending.signal.aborted;
      file ??= await open(path).catch(() => undefined);
      const { bytesRead } = (await file?.read(buffer, 0, CHUNK_BYTES, null)) ?? { bytesRead: 0 };
      for (const line of cutter.cut(buffer.subarray(0, bytesRead))) await onLine(line);
      if (bytesRead > 0) {
        pauseMs = SHORTEST_PAUSE_MS;
        continue;
      }
      if (hasEnded) return;
      await delay(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    }
  } finally {
    await file?.close();
  }
}
