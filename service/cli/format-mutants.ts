import type { MutantDetail } from '../../shared/mutant-result.ts';
import { cutToWidth, toPlainLine, toPlainLines } from './plain-text.ts';
import type { TextStyle } from './text-style.ts';

const LONGEST_DIFF = 8;

interface Look {
  readonly style: TextStyle;
  readonly width: number;
}

/** Mutants under the name of their file; the caller sees to their order. */
export function formatMutantsByFile(mutants: readonly MutantDetail[], look: Look): string[] {
  const lines: string[] = [];
  let path: string | undefined;
  for (const mutant of mutants) {
    if (mutant.path !== path) {
      if (path !== undefined) lines.push('');
      lines.push(look.style.bold(toPlainLine(mutant.path)));
      path = mutant.path;
    }
    lines.push(...formatMutant(mutant, look));
  }
  return lines;
}

function formatMutant(mutant: MutantDetail, look: Look): string[] {
  const { style } = look;
  const where = mutant.functionName === '' ? '' : ` in ${toPlainLine(mutant.functionName)}`;
  const head = `  line ${mutant.location.start.line}${where}: ${mutant.mutatorName}`;
  const verdict = describeVerdict(mutant);
  return [`${head}  ${style.dim(`${verdict}  ${mutant.id}`)}`, ...formatChangedLines(mutant.diff, look)];
}

function describeVerdict(mutant: MutantDetail): string {
  if (mutant.status === 'NoCoverage') return 'no test runs it';
  const tests = mutant.evidence?.testsRun ?? mutant.coveredBy.length;
  return tests === 1 ? '1 test ran and passed' : `${tests} tests ran, all passed`;
}

/** The removed and added lines of a unified diff, without the indentation they share. */
export function formatChangedLines(diff: string, { style, width }: Look): string[] {
  const lines = toPlainLines(diff);
  const changed = lines.slice(firstHunk(lines)).filter((line) => /^[-+]/.test(line));
  const indentation = Math.min(...changed.map((line) => /^ */.exec(line.slice(1))?.[0].length ?? 0));
  const shown = changed.slice(0, LONGEST_DIFF).map((line) => {
    const text = cutToWidth(`${line[0] ?? ''} ${line.slice(1 + indentation)}`, width - 4);
    return `    ${line.startsWith('-') ? style.red(text) : style.green(text)}`;
  });
  const left = changed.length - shown.length;
  return left > 0 ? [...shown, style.dim(`    … ${left} more lines`)] : shown;
}

/** A whole unified diff in colours. */
export function formatDiff(diff: string, { style, width }: Look): string[] {
  const lines = toPlainLines(diff.replace(/\n$/, '')).map((line) => cutToWidth(line, width));
  const hunk = firstHunk(lines);
  return lines.map((line, index) => {
    if (index < hunk || line.startsWith('@@')) return style.dim(line);
    if (line.startsWith('-')) return style.red(line);
    return line.startsWith('+') ? style.green(line) : line;
  });
}

/** Before the first hunk stand the names of the files, which also begin with signs. */
const firstHunk = (lines: readonly string[]): number =>
  Math.max(
    0,
    lines.findIndex((line) => line.startsWith('@@')),
  );
