import type { CapturedOutput } from '../../../../shared/mutant-result.ts';

const KEPT_BYTES = 4096;
const CONTINUATION = 0b1000_0000;
const CONTINUATION_MASK = 0b1100_0000;

/* eslint-disable no-control-regex -- escape codes are control characters */
const CONTROL_SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;
const SYSTEM_COMMAND = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g;
const OTHER_ESCAPE = /\u001b[ -/]*[0-~]?/g;
/* eslint-enable no-control-regex */

/** The text as a person would see it in a terminal without colours. */
export const stripEscapes = (text: string): string =>
  text.replace(CONTROL_SEQUENCE, '').replace(SYSTEM_COMMAND, '').replace(OTHER_ESCAPE, '');

/** Head and tail of a text, cut between characters. */
export function captureText(text: string): CapturedOutput {
  const bytes = Buffer.from(stripEscapes(text));
  if (bytes.length <= 2 * KEPT_BYTES) return { ...cut(bytes, KEPT_BYTES, KEPT_BYTES), omittedBytes: 0 };
  const [headEnd, tailStart] = [before(bytes, KEPT_BYTES), after(bytes, bytes.length - KEPT_BYTES)];
  return { ...cut(bytes, headEnd, tailStart), omittedBytes: tailStart - headEnd };
}

function cut(bytes: Buffer, headEnd: number, tailStart: number): { head: string; tail: string } {
  const end = before(bytes, headEnd);
  const start = headEnd === tailStart ? end : tailStart;
  return { head: bytes.subarray(0, end).toString(), tail: bytes.subarray(start).toString() };
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & CONTINUATION_MASK) === CONTINUATION;

function before(bytes: Buffer, offset: number): number {
  let at = Math.min(offset, bytes.length);
  while (at > 0 && isContinuation(bytes[at])) at -= 1;
  return at;
}

function after(bytes: Buffer, offset: number): number {
  let at = offset;
  while (at < bytes.length && isContinuation(bytes[at])) at += 1;
  return at;
}
