import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/** Each is written by a command of its own and leaves the others as they are. */
export type Section = BenchMode | 'github' | 'github-webhooks';

/** What `npm run bench` can be asked for. */
export type BenchMode = 'comparison' | 'functions' | 'baseline' | 'scale' | 'workers';

const mark = (section: Section, end: 'begin' | 'end'): string => `<!-- ${end} ${section} -->`;

/** The text with what stands between the section's marks replaced. @throws Error where the marks are missing */
export function replaceSection(text: string, section: Section, body: string): string {
  const [before, rest] = splitOnce(text, mark(section, 'begin'));
  const [, after] = splitOnce(rest, mark(section, 'end'));
  return `${before}${mark(section, 'begin')}\n\n${body.trim()}\n\n${mark(section, 'end')}${after}`;
}

export async function rewriteSection(path: string, section: Section, body: string): Promise<void> {
  const text = replaceSection(await readFile(path, 'utf8'), section, body);
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

function splitOnce(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  if (place < 0) throw new Error(`The document has no line ${separator}.`);
  return [text.slice(0, place), text.slice(place + separator.length)];
}
