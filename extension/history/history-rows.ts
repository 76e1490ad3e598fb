import { calculateMutationScore } from '../../shared/mutation-score.ts';
import { hasEnded, type Run } from '../../shared/run.ts';
import type { Translate } from '../marks/describe-marks.ts';
import { oneLine } from '../marks/plain-text.ts';
import type { HistoryRow } from './history-messages.ts';

/** How the editor says things. */
export interface Wording {
  readonly t: Translate;
  readonly formatMoment: (timestamp: string) => string;
}

const COMMIT_SHOWN = 10;
const LARGEST_NAME = 80;
const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_MIN = 60;

export function createRow(run: Run, { t, formatMoment }: Wording): HistoryRow {
  const { detected, undetected, withoutVerdict } = calculateMutationScore(run.counts);
  return {
    runId: run.id,
    status: run.status,
    statusText: describeStatus(run, t),
    scoreText: describeScore(run, t),
    caught: detected,
    uncaught: undetected,
    marked: (run.triage?.equivalent ?? 0) + (run.triage?.notUseful ?? 0),
    withoutVerdict,
    durationText: run.endedAt === undefined ? '' : formatDuration(Date.parse(run.endedAt) - Date.parse(run.createdAt)),
    measuredText: describeMeasured(run, t),
    startedAt: run.createdAt,
    startedText: formatMoment(run.createdAt),
  };
}

/** Rounded down, so that 100 % means all. */
export const formatScore = (score: number): string => `${(Math.floor(score * 1000 + 1e-9) / 10).toFixed(1)} %`;

function describeScore({ score, status }: Run, t: Translate): string {
  if (score?.score !== undefined) return formatScore(score.score);
  return hasEnded(status) ? t('no score') : '';
}

export function describeStatus({ status }: Pick<Run, 'status'>, t: Translate): string {
  switch (status) {
    case 'Queued':
      return t('waiting');
    case 'Running':
      return t('running');
    case 'Completed':
      return t('finished');
    case 'Failed':
      return t('failed');
    case 'Cancelled':
      return t('cancelled');
  }
}

/** Whether a run measured the project as a whole; scores of others say nothing about it. */
export const isOfWholeProject = ({ since, settings }: Run): boolean =>
  since === undefined && settings.paths === undefined;

function describeMeasured(run: Run, t: Translate): string {
  const { revision, commit, isDirty, since, settings } = run;
  const isNamed = revision !== undefined && commit?.startsWith(revision) !== true;
  const parts = [
    isNamed ? oneLine(revision, LARGEST_NAME) : undefined,
    commit?.slice(0, COMMIT_SHOWN),
    isDirty ? t('with uncommitted changes') : undefined,
    since === undefined ? undefined : t('lines changed since {0}', oneLine(since, LARGEST_NAME)),
    settings.paths === undefined ? undefined : oneLine(settings.paths.join(', '), LARGEST_NAME),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** Such as `8 s`, `2 min 5 s` or `1 h 4 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / SECOND_MS));
  const minutes = Math.floor(seconds / MINUTE_S);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < HOUR_MIN) return `${minutes} min ${seconds % MINUTE_S} s`;
  return `${Math.floor(minutes / HOUR_MIN)} h ${minutes % HOUR_MIN} min`;
}
