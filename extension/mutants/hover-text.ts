import type { MutantDetail } from '../../shared/mutant-result.ts';
import type { MutantStatus } from '../../shared/mutant.ts';
import type { Triage } from '../../shared/triage.ts';
import { describeTriage } from '../triage/describe-triage.ts';
import { standingOf } from '../triage/project-triage.ts';
import { describeChange, type Translate } from '../marks/describe-marks.ts';
import { firstLines, oneLine } from '../marks/plain-text.ts';
import type { PlacedMutant } from '../results/place-mutants.ts';
import { changedLinesOf } from './changed-lines.ts';

/** A part of the hover: text from a repository is never read as markup. */
export type HoverPart =
  | { readonly kind: 'text'; readonly text: string; readonly strong?: boolean }
  | { readonly kind: 'code'; readonly text: string; readonly language: string };

const DIFF_LINES = 12;
const OUTPUT_LINES = 20;
const LARGEST_LINE = 160;
const TESTS_SHOWN = 5;
const LARGEST_TEST_NAME = 120;

/** What the hover says of one mutant. */
export function describeMutantForHover(
  { known, isStale, triage }: PlacedMutant,
  measuredText: string | undefined,
  detail: MutantDetail | undefined,
  t: Translate,
): HoverPart[] {
  const { mutant } = known;
  return [
    { kind: 'text', strong: true, text: `${headline(mutant.status, t)} · ${oneLine(mutant.mutatorName, 64)}` },
    ...(isStale ? [{ kind: 'text' as const, text: t('The code here has changed since it was measured.') }] : []),
    ...(triage ? describeMark(mutant.status, triage, t) : []),
    measuredText === undefined
      ? { kind: 'text', text: describeChange(mutant, t) }
      : { kind: 'code', language: 'diff', text: shortDiff(changedLinesOf(mutant, measuredText), t) },
    ...(mutant.statusReason === undefined ? [] : [{ kind: 'text' as const, text: oneLine(mutant.statusReason, 300) }]),
    ...(detail ? describeTests(detail, t) : []),
  ];
}

function describeMark(status: MutantStatus, triage: Triage, t: Translate): HoverPart[] {
  const mark: HoverPart = { kind: 'text', text: describeTriage(triage, t) };
  if (standingOf(status, triage) !== 'contradicted') return [mark];
  return [mark, { kind: 'text', strong: true, text: t('A test caught it, so this mark is wrong.') }];
}

export function headline(status: MutantStatus, t: Translate): string {
  switch (status) {
    case 'Survived':
      return t('Survived: tests ran and none failed');
    case 'NoCoverage':
      return t('No test covers this code');
    case 'Killed':
      return t('Caught by a test');
    case 'Timeout':
      return t('Caught: the tests took too long');
    case 'Flaky':
      return t('No verdict: the tests are flaky');
    case 'RuntimeError':
      return t('No verdict: it could not be measured');
    case 'CompileError':
      return t('Left out: it does not compile');
    case 'Ignored':
      return t('Ignored');
    case 'Pending':
      return t('Not measured yet');
  }
}

function shortDiff({ before, after }: { before: string; after: string }, t: Translate): string {
  const sign = (text: string, mark: string) => {
    const { lines, leftOut } = firstLines(text, DIFF_LINES / 2, LARGEST_LINE);
    return [
      ...lines.map((line) => `${mark} ${line}`),
      ...(leftOut > 0 ? [`${mark} ${t('… {0} more lines', leftOut)}`] : []),
    ];
  };
  return [...sign(before, '-'), ...sign(after, '+')].join('\n');
}

function describeTests({ coveredBy, evidence }: MutantDetail, t: Translate): HoverPart[] {
  const parts: HoverPart[] = [];
  if (coveredBy.length > 0) {
    const shown = coveredBy.slice(0, TESTS_SHOWN).map((id) => oneLine(id, LARGEST_TEST_NAME));
    const more = coveredBy.length - shown.length;
    parts.push({
      kind: 'text',
      text: t('{0} tests cover this code, {1} ran:', coveredBy.length, evidence?.testsRun ?? 0),
    });
    parts.push({
      kind: 'code',
      language: 'text',
      text: [...shown, ...(more > 0 ? [t('… and {0} more', more)] : [])].join('\n'),
    });
  }
  const killing = evidence?.killingTest;
  if (killing)
    parts.push({ kind: 'text', text: oneLine(`${killing.id}: ${killing.exception} ${killing.message}`, 300) });
  const output = evidence?.output;
  const text = output === undefined ? '' : [output.head, output.tail].filter((part) => part !== '').join('\n…\n');
  if (text.trim() !== '') {
    const { lines, leftOut } = firstLines(text, OUTPUT_LINES, LARGEST_LINE);
    parts.push({
      kind: 'code',
      language: 'text',
      text: [...lines, ...(leftOut > 0 ? [t('… {0} more lines', leftOut)] : [])].join('\n'),
    });
  }
  return parts;
}
