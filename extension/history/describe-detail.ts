import type { MeasuredMutant } from '../../shared/mutant-result.ts';
import type { Run } from '../../shared/run.ts';
import { describeChange, type Translate } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';
import { compareRuns } from './compare-runs.ts';
import type { HistoryDetail, MutantList } from './history-messages.ts';
import { createRow, formatScore, type Wording } from './history-rows.ts';

/** More in one list nobody reads; the run's page has them all. */
export const LINES_SHOWN = 200;
const LARGEST_PLACE = 300;

/** @param uncaught the first of them; the run's counts say how many there are */
export function describeRun(run: Run, uncaught: readonly MeasuredMutant[], wording: Wording): HistoryDetail {
  const { t } = wording;
  const row = createRow(run, wording);
  const { baseline, problem, selection } = run;
  const facts = [
    { label: t('Measured'), text: row.measuredText },
    { label: t('Outcome'), text: row.statusText },
    { label: t('Score'), text: row.scoreText },
    { label: t('Mutants'), text: selection === undefined ? '' : String(selection.selected) },
    { label: t('Caught'), text: String(row.caught) },
    { label: t('Uncaught'), text: String(row.uncaught) },
    { label: t('Marked'), text: describeMarks(run, t) },
    { label: t('Marks that are wrong'), text: describeContradictions(run, t) },
    { label: t('Without verdict'), text: String(row.withoutVerdict) },
    { label: t('Tests'), text: baseline === undefined ? '' : String(baseline.tests) },
    {
      label: t('Python'),
      text: baseline === undefined ? '' : `${baseline.pythonVersion}, pytest ${baseline.pytestVersion}`,
    },
    { label: t('Duration'), text: row.durationText },
    {
      label: t('Problem'),
      text: problem === undefined ? '' : oneLine(`${problem.title}. ${problem.detail} ${problem.nextStep}`, 1_000),
    },
  ];
  return {
    runIds: [run.id],
    heading: t('Run of {0}', row.startedText),
    facts: facts.filter(({ text }) => text !== ''),
    lists: [listOf(t('Uncaught mutants'), uncaught, row.uncaught, t)],
  };
}

function describeMarks({ triage }: Run, t: Translate): string {
  if (triage === undefined || triage.equivalent + triage.notUseful === 0) return '';
  const counts = t('{0} equivalent, {1} not useful', triage.equivalent, triage.notUseful);
  return triage.scoreWithout === undefined
    ? counts
    : t('{0}; the score without them would be {1}', counts, formatScore(triage.scoreWithout));
}

const describeContradictions = ({ triage }: Run, t: Translate): string =>
  triage === undefined || triage.contradicted === 0
    ? ''
    : t('{0} marked as equivalent, and caught by a test', triage.contradicted);

export interface ComparedRun {
  readonly run: Run;
  readonly mutants: readonly MeasuredMutant[];
}

export function describeComparison(one: ComparedRun, other: ComparedRun, wording: Wording): HistoryDetail {
  const { t } = wording;
  const [earlier, later] = one.run.createdAt <= other.run.createdAt ? [one, other] : [other, one];
  const [before, after] = [createRow(earlier.run, wording), createRow(later.run, wording)];
  const { newlyCaught, newlyMissed, missedInNew, gone } = compareRuns(earlier.mutants, later.mutants);
  return {
    runIds: [earlier.run.id, later.run.id],
    heading: t('From {0} to {1}', before.startedText, after.startedText),
    facts: [
      { label: t('Score'), text: `${before.scoreText} → ${after.scoreText}` },
      { label: t('Uncaught'), text: `${before.uncaught} → ${after.uncaught}` },
      { label: t('In the earlier run only'), text: t('{0} mutants', gone) },
    ],
    lists: [
      listOf(t('Newly caught'), newlyCaught, newlyCaught.length, t),
      listOf(t('Newly missed'), newlyMissed, newlyMissed.length, t),
      listOf(t('Missed, and not in the earlier run'), missedInNew, missedInNew.length, t),
    ],
  };
}

function listOf(heading: string, mutants: readonly MeasuredMutant[], total: number, t: Translate): MutantList {
  const shown = mutants.slice(0, LINES_SHOWN);
  return {
    heading: `${heading} (${total})`,
    lines: shown.map((mutant) => ({
      mutantId: mutant.id,
      place: oneLine(`${mutant.path}:${mutant.location.start.line} ${mutant.functionName}`, LARGEST_PLACE),
      change: describeChange(mutant, t),
      status: mutant.status,
    })),
    ...(total > shown.length && { remark: t('… and {0} more', total - shown.length) }),
  };
}
