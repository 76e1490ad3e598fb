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
  if (baseline.reusedFrom !== undefined) {
    return toPlainLine(
      `Nothing has changed since an earlier run: ${countOf(baseline.tests, 'test')} as then${flaky} (${versions})`,
    );
  }
  return toPlainLine(
    `${countOf(baseline.tests, 'test')} ran in ${formatDuration(baseline.wallMs)} without mutants${flaky} (${versions})`,
  );
}

function describeSelection(selection: SelectionSummary): string {
  const { enumerated, suppressed, selected, noCoverage, reused = 0, unmutatedStatements = 0 } = selection;
  const sample = selected < enumerated ? `, ${selected} of them chosen` : '';
  const left = suppressed > 0 ? `, ${suppressed} more suppressed` : '';
  const known = reused > 0 ? `; ${countOf(reused, 'verdict')} reused from earlier runs` : '';
  const unreached = unmutatedStatements > 0 ? `; ${countOf(unmutatedStatements, 'statement')} without a mutant` : '';
  return `${countOf(enumerated, 'mutant')} found${sample}${left}; ${noCoverage} on lines that no test runs${known}${unreached}`;
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
