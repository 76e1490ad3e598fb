import type { RunEvent } from '../../shared/run-event.ts';
import { describeEvent } from './describe-event.ts';
import type { RunDisplay } from './run-display.ts';
import { advanceProgress, finishedMutants, initialProgress, type RunProgress } from './run-progress.ts';
import type { Screen } from './screen.ts';
import { phaseText, progressSentence } from './status-line.ts';

const REPORTED_SHARE = 0.1;
const REPORTED_AFTER_MS = 10_000;

/** Elsewhere than on a terminal: a line for each phase, for the first verdict, and now and then while mutants are measured. */
export function createPlainDisplay(screen: Screen, now: () => number = Date.now): RunDisplay {
  let progress = initialProgress;
  let reported = { count: 0, at: 0 };
  const reportProgress = () => {
    const count = finishedMutants(progress);
    if (!isWorthALine(progress, reported, now())) return;
    screen.printLine(progressSentence(progress, now()));
    reported = { count, at: now() };
  };
  return {
    showStep: (line) => {
      screen.printLine(line);
    },
    showEvent: (event: RunEvent) => {
      progress = advanceProgress(progress, event);
      const line = describeEvent(event);
      if (line !== undefined) screen.printLine(line);
      if (event.payload.type === 'phase-started') screen.printLine(`${phaseText(progress)} …`);
      if (event.payload.type === 'mutant-finished') reportProgress();
    },
    end: () => undefined,
  };
}

function isWorthALine(progress: RunProgress, reported: { count: number; at: number }, now: number): boolean {
  const count = finishedMutants(progress);
  const share = (count - reported.count) / Math.max(1, progress.total ?? 0);
  const isFirstVerdict =
    progress.measured?.count === 1 && progress.measured.firstAt > 0 && count - progress.notCovered <= 1;
  return (
    isFirstVerdict ||
    (progress.measured !== undefined && (share >= REPORTED_SHARE || now - reported.at >= REPORTED_AFTER_MS))
  );
}
