import type { Location, Position } from './mutant.ts';

/**
 * Offsets of places in a text, in UTF-16 code units from 0. Lines end with a line feed; a carriage return before it belongs to the line.
 */
export function offsetOfPosition(text: string, position: Position): number {
  let lineStart = 0;
  for (let line = 1; line < position.line; line += 1) {
    const lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd === -1) throw new RangeError(`The text has ${line} lines, not ${position.line}.`);
    lineStart = lineEnd + 1;
  }
  return lineStart + position.column - 1;
}

/** The text with a range of it replaced. */
export function replaceRange(text: string, { start, end }: Location, replacement: string): string {
  return text.slice(0, offsetOfPosition(text, start)) + replacement + text.slice(offsetOfPosition(text, end));
}
