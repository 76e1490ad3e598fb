import type { Translate } from '../marks/describe-marks.ts';
import type { KnownRun } from '../results/results-snapshot.ts';

export interface RunNumbers {
  readonly caught: number;
  readonly uncaught: number;
  readonly measured: number;
  /** Undefined until it is known. */
  readonly selected: number | undefined;
}

export function numbersOf({ counts, selection }: KnownRun): RunNumbers {
  const caught = counts.Killed + counts.Timeout;
  const uncaught = counts.Survived + counts.NoCoverage;
  const measured = caught + uncaught + counts.RuntimeError + counts.CompileError + counts.Flaky;
  return { caught, uncaught, measured, selected: selection?.selected };
}

/** What a run is doing, in a few words. */
export function describeProgress(run: KnownRun, t: Translate): string {
  const { measured, selected, uncaught } = numbersOf(run);
  if (run.status === 'Queued') return t('waiting to start');
  switch (run.phase) {
    case 'source':
      return t('reading the project');
    case 'baseline':
      return run.baselineProgress
        ? t('running the tests, {0} of {1}', run.baselineProgress.finished, run.baselineProgress.total)
        : t('running the tests');
    case 'enumerate':
      return t('finding mutants');
    case 'measure':
    case 'score':
      return selected === undefined
        ? t('measuring')
        : t('{0} of {1} mutants, {2} uncaught', measured, selected, uncaught);
  }
}

/**
 * What an ended run has found.
 *
 * @param marked how many of the uncaught are marked; the numbers count them as what they are
 */
export function describeOutcome(run: KnownRun, t: Translate, marked = 0): string {
  const { uncaught } = numbersOf(run);
  if (run.status === 'Failed') return t('run failed');
  if (run.status === 'Cancelled') return t('run cancelled');
  const score = run.score?.score;
  const outcome =
    score === undefined
      ? t('{0} uncaught, no score', uncaught)
      : t('{0} %, {1} uncaught', Math.floor(score * 100), uncaught);
  return marked === 0 ? outcome : `${outcome}, ${t('{0} of them marked', marked)}`;
}
