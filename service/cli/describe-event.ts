import type { BaselineSummary, SelectionSummary } from '../../shared/run.ts';
import type { RunEvent } from '../../shared/run-event.ts';
import { formatDuration } from './format-duration.ts';
import { toPlainLine, toPlainLines } from './plain-text.ts';

/** What lasts of an event, one line or several; undefined for those that only move the progress. */
export function describeEvent({ payload }: RunEvent): string | undefined {
  switch (payload.type) {
    case 'notice':
      return describeNotice(payload);
    case 'baseline-finished':
      return describeBaseline(payload.baseline);
    case 'mutants-selected':
      return describeSelection(payload.selection);
    default:
      return undefined;
  }
}

/** The first line says what happened; what follows, such as the end of a log, is set off from it. */
function describeNotice({ level, message }: { level: 'info' | 'warning'; message: string }): string {
  const lines = toPlainLines(message.trimEnd()).join('\n  ');
  return level === 'warning' ? `Warning: ${lines}` : lines;
}

function describeBaseline(baseline: BaselineSummary): string {
  const versions = `Python ${baseline.pythonVersion}, pytest ${baseline.pytestVersion}`;
  const flaky =
    baseline.flakyTests.length > 0 ? `, ${countOf(baseline.flakyTests.length, 'unreliable test')} set aside` : '';
  return toPlainLine(
    `${countOf(baseline.tests, 'test')} ran in ${formatDuration(baseline.wallMs)} without mutants${flaky} (${versions})`,
  );
}

function describeSelection({ enumerated, suppressed, selected, noCoverage }: SelectionSummary): string {
  const sample = selected < enumerated ? `, ${selected} of them chosen` : '';
  const left = suppressed > 0 ? `, ${suppressed} more suppressed` : '';
  return `${countOf(enumerated, 'mutant')} found${sample}${left}; ${noCoverage} on lines that no test runs`;
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
