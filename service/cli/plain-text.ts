/**
 * What can move the cursor, colour the screen, set the title or turn the direction of writing: C0 and C1 controls, line and
 * paragraph separators, bidirectional controls. Text of a repository must not do that in somebody's terminal.
 */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]$/u;

/** One line without control characters: tabs become spaces, everything else a replacement character. */
export function toPlainLine(text: string): string {
  return text.replaceAll('\t', '    ').replace(CONTROL, '\ufffd');
}

/** The same for text of several lines, whatever their ends are. */
export function toPlainLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map(toPlainLine);
}

/** Columns that a plain text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Cuts a plain text to so many columns, with an ellipsis where something was cut. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

function widthOf(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
