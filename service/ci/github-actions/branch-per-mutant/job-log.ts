/** The log of a job of GitHub Actions, cut into its steps. */
import { stripEscapes } from './captured-text.ts';

export interface LogSection {
  /** What stands behind `Run `: the first line of the step's script, or its action. */
  readonly title: string;
  readonly isScript: boolean;
  /** What the step printed, without times and escape codes. */
  readonly lines: readonly string[];
  /** Lines by which the machine that ran the job says what went wrong. */
  readonly errors: readonly string[];
}

const TIME = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;
const GROUP = '##[group]';
const RUN = `${GROUP}Run `;
const END_OF_GROUP = '##[endgroup]';
const ERROR = '##[error]';
/** What a machine prints below a step's script; a program that prints a group of its own does not. */
const SHELL = 'shell: ';
const CLEANING_UP = 'Post job cleanup.';

/** Nothing that is looked for is longer, and patterns take their time on what is. */
const LONGEST_LINE = 8192;

/** Without times and escape codes. */
export const readLogLines = (log: string): string[] =>
  log.split('\n').map((line) => stripEscapes(line.slice(0, LONGEST_LINE).replace(TIME, '')).replace(/\r/g, ''));

export function readLogSections(log: string): LogSection[] {
  const lines = readLogLines(log);
  const sections: { title: string; isScript: boolean; lines: string[]; errors: string[] }[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const head = line.startsWith(RUN) ? readHead(lines, index) : undefined;
    if (head !== undefined) {
      sections.push({ title: line.slice(RUN.length), isScript: head.isScript, lines: [], errors: [] });
      index = head.end + 1;
      continue;
    }
    if (line === CLEANING_UP) break;
    const section = sections.at(-1);
    if (line.startsWith(ERROR)) section?.errors.push(line.slice(ERROR.length));
    else section?.lines.push(line);
    index += 1;
  }
  return sections;
}

/** Whether a step begins here, and where its head ends. */
function readHead(lines: readonly string[], start: number): { isScript: boolean; end: number } | undefined {
  const end = lines.indexOf(END_OF_GROUP, start);
  if (end === -1) return undefined;
  const isScript = lines.slice(start, end).some((line) => line.startsWith(SHELL));
  const isAction = /^##\[group\]Run [\w.-]+\/\S+@\S+$|^##\[group\]Run \.{1,2}\//.test(lines[start] ?? '');
  return isScript || isAction ? { isScript, end } : undefined;
}

/** The section of the step whose script begins with a line, the last one where several do. */
export const findSection = (sections: readonly LogSection[], firstLine: string): LogSection | undefined =>
  sections.findLast(({ title, isScript }) => isScript && title.trim() === firstLine.trim());
