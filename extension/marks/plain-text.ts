/** Escape sequences of terminals, and control characters other than tab and line feed; written as a text because they are what it is about. */
const ESCAPES = new RegExp(
  [
    String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])`,
    String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f]`,
  ].join('|'),
  'g',
);
/** Characters that turn the direction of the text around them or are not seen. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export const withoutEscapes = (text: string): string => text.replace(ESCAPES, '').replace(INVISIBLE, '');

const LARGEST_INPUT = 10_000;

/** A text of any length on one line of at most so many characters. */
export function oneLine(text: string, largest: number): string {
  const line = withoutEscapes(text.slice(0, LARGEST_INPUT)).replace(/\s+/g, ' ').trim();
  return line.length <= largest ? line : `${line.slice(0, largest - 1)}…`;
}

/** The first lines of a text, each cut; says how many are left out. */
export function firstLines(text: string, lineCount: number, largestLine: number): { lines: string[]; leftOut: number } {
  const all = withoutEscapes(text).replace(/\n+$/, '').split('\n');
  const lines = all
    .slice(0, lineCount)
    .map((line) => (line.length <= largestLine ? line : `${line.slice(0, largestLine - 1)}…`));
  return { lines, leftOut: all.length - lines.length };
}
