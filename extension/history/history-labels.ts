import type { Translate } from '../marks/describe-marks.ts';
import type { HistoryLabels } from './history-messages.ts';

/** The panel's own words: it runs apart from the editor, which alone knows the language. */
export const createLabels = (folderName: string, t: Translate): HistoryLabels => ({
  title: t('Runs of {0}', folderName),
  refresh: t('Refresh'),
  noRuns: t('There is no run of this project yet. Measure Tests makes the first one.'),
  runs: t('Runs, newest first'),
  compared: t('Compare'),
  started: t('Started'),
  measured: t('Measured'),
  outcome: t('Outcome'),
  score: t('Score'),
  caught: t('Caught'),
  uncaught: t('Uncaught'),
  marked: t('Marked'),
  withoutVerdict: t('Without verdict'),
  duration: t('Duration'),
  trend: t('Score over time'),
  select: t('Select for comparison: run of {0}'),
  show: t('Show'),
  compare: t('Compare Two Selected Runs'),
  openInBrowser: t('Open in Browser'),
  exportReport: t('Export JSON…'),
  none: t('None.'),
});
