import type { Run } from '../../shared/run.ts';
import type { Trend } from './history-messages.ts';
import { formatScore, isOfWholeProject, type Wording } from './history-rows.ts';

/** The box that a trend is drawn in. */
export const TREND_WIDTH = 600;
export const TREND_HEIGHT = 120;

/**
 * The scores of runs of the whole project, oldest first; undefined where there are not two of them to make a line.
 *
 * @param runs newest first, as the service lists them
 */
export function createTrend(runs: readonly Run[], { t, formatMoment }: Wording): Trend | undefined {
  const scored = runs
    .filter(isOfWholeProject)
    .flatMap((run) => (run.score?.score === undefined ? [] : [{ run, score: run.score.score }]))
    .toReversed();
  const [first] = scored;
  const last = scored.at(-1);
  if (first === undefined || last === undefined || scored.length < 2) return undefined;
  const points = scored.map(({ run, score }, index) => ({
    runId: run.id,
    x: round((index / (scored.length - 1)) * TREND_WIDTH),
    y: round((1 - score) * TREND_HEIGHT),
  }));
  return {
    points,
    path: points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' '),
    description: t(
      '{0} runs of the whole project, from {1} on {2} to {3} on {4}. The table below has each of them.',
      scored.length,
      formatScore(first.score),
      formatMoment(first.run.createdAt),
      formatScore(last.score),
      formatMoment(last.run.createdAt),
    ),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
