/** Text from a repository, made harmless for GitHub's Markdown: in code, nothing is a mention, a link, an image or HTML. */

/** Characters that do not show, or turn the direction of the text, so that people would read something else. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

const cut = (text: string, maxLength: number): string => {
  const characters = Array.from(text);
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
};

/** One line without anything invisible, for where GitHub shows plain text. */
export const plainLine = (text: string, maxLength: number): string =>
  cut(text.replace(/\s+/g, ' ').replace(INVISIBLE, '\uFFFD').trim(), maxLength);

/** On one line, as code; a text without any characters is an empty string, for which Markdown has no code. */
export function codeSpan(text: string, maxLength: number): string {
  const line = plainLine(text, maxLength);
  if (line === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines of code in a block of their own. */
export function codeBlock(text: string, maxLength: number): string {
  const lines = cut(text, maxLength)
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll('\t', '    ').replace(INVISIBLE, '\uFFFD'));
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1);
  return [fence, ...lines, fence].join('\n');
}

const longestRun = (text: string): number =>
  [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
