import type { Position } from '../../shared/mutant.ts';

/** Translates offsets in a text, in UTF-16 code units, into lines and columns and into bytes of the file on disk. */
export interface PositionMap {
  /** Line and column, both from 1; lines end at a line feed. */
  positionAt(offset: number): Position;
  /** Line from 1. */
  lineAt(offset: number): number;
  byteOffsetAt(offset: number): number;
}

/** @param markBytes bytes in the file before the text: 3 for a byte order mark */
export function createPositionMap(text: string, markBytes: number): PositionMap {
  const { starts, byteStarts } = measureLines(text, markBytes);
  const lineIndexAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    lineAt: (offset) => lineIndexAt(offset) + 1,
    positionAt: (offset) => {
      const index = lineIndexAt(offset);
      return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
    },
    byteOffsetAt: (offset) => {
      const index = lineIndexAt(offset);
      return (byteStarts[index] ?? 0) + countUtf8Bytes(text, starts[index] ?? 0, offset);
    },
  };
}

function measureLines(text: string, markBytes: number): { starts: number[]; byteStarts: number[] } {
  const starts = [0];
  const byteStarts = [markBytes];
  let bytes = markBytes;
  for (let start = 0; ;) {
    const lineFeed = text.indexOf('\n', start);
    if (lineFeed === -1) return { starts, byteStarts };
    bytes += countUtf8Bytes(text, start, lineFeed + 1);
    start = lineFeed + 1;
    starts.push(start);
    byteStarts.push(bytes);
  }
}

/** A pair of surrogates is four bytes: two are counted for each. */
function countUtf8Bytes(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}
