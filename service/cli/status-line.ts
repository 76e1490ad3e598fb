import type { RunPhase } from '../../shared/run.ts';
import { formatDuration } from './format-duration.ts';
import { cutToWidth, displayWidth } from './plain-text.ts';
import { estimateTimeLeftMs, finishedMutants, type RunProgress } from './run-progress.ts';
import type { TextStyle } from './text-style.ts';

const PHASE_TEXT: Record<RunPhase, string> = {
  source: 'Reading the project',
  baseline: 'Running the tests without mutants',
  enumerate: 'Finding mutants',
  measure: 'Measuring',
  score: 'Working out the score',
};

const BAR_WIDTH = 20;

export const phaseText = (progress: RunProgress): string =>
  progress.phase ? PHASE_TEXT[progress.phase] : 'Waiting to start';

/** `37 of 60 mutants: 29 caught, 8 uncaught, 0 without verdict, about 12 s left`. */
export function progressSentence(progress: RunProgress, now: number): string {
  const counts = `${progress.caught} caught, ${progress.uncaught} uncaught${progress.other > 0 ? `, ${progress.other} other` : ''}`;
  const timeLeftMs = estimateTimeLeftMs(progress, now);
  const timeLeft = timeLeftMs === undefined ? '' : `, about ${formatDuration(timeLeftMs)} left`;
  return `${finishedMutants(progress)} of ${progress.total ?? '?'} mutants: ${counts}${timeLeft}`;
}

/** The one line that is updated while a run goes on; on a narrow terminal the less important parts go first. */
export function formatStatusLine(
  progress: RunProgress,
  { now, width, style }: { now: number; width: number; style: TextStyle },
): string {
  if (progress.total === undefined) return cutToWidth(waitingText(progress), width);
  const timeLeftMs = estimateTimeLeftMs(progress, now);
  const count = `${finishedMutants(progress)}/${progress.total}`;
  const parts: Part[] = [
    { text: phaseText(progress), rank: 3, paint: style.bold },
    { text: bar(finishedMutants(progress) / Math.max(1, progress.total)), rank: 4, paint: style.dim },
    { text: count, rank: 0, paint: (text) => text },
    { text: `${progress.caught} caught`, rank: 1, paint: style.green },
    { text: `${progress.uncaught} uncaught`, rank: 0, paint: style.red },
    { text: progress.other > 0 ? `${progress.other} other` : '', rank: 1, paint: style.yellow },
    { text: timeLeftMs === undefined ? '' : `about ${formatDuration(timeLeftMs)} left`, rank: 2, paint: style.dim },
  ];
  return joinParts(parts, width);
}

interface Part {
  readonly text: string;
  /** The highest goes first where there is no room. */
  readonly rank: number;
  readonly paint: (text: string) => string;
}

function joinParts(parts: readonly Part[], width: number): string {
  for (let highestRank = 4; highestRank >= 0; highestRank -= 1) {
    const kept = parts.filter((part) => part.text !== '' && part.rank <= highestRank);
    const needed = kept.reduce((sum, part) => sum + displayWidth(part.text) + 2, -2);
    if (needed <= width) return kept.map((part) => part.paint(part.text)).join('  ');
  }
  return cutToWidth(parts.find((part) => part.rank === 0)?.text ?? '', width);
}

function waitingText(progress: RunProgress): string {
  const { tests, phase } = progress;
  const counted = phase === 'baseline' || phase === 'enumerate';
  return tests && counted ? `${PHASE_TEXT.baseline}  ${tests.finished}/${tests.total}` : `${phaseText(progress)} …`;
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, share) * BAR_WIDTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}
