import type { RunEvent } from '../../shared/run-event.ts';
import { describeEvent } from './describe-event.ts';
import type { RunDisplay } from './run-display.ts';
import { advanceProgress, initialProgress } from './run-progress.ts';
import type { Screen } from './screen.ts';
import { formatStatusLine } from './status-line.ts';

const REDRAW_MS = 120;

/** On a terminal: lasting lines above one line that is drawn anew several times a second. */
export function createTerminalDisplay(screen: Screen): RunDisplay {
  let progress = initialProgress;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    screen.showStatus(formatStatusLine(progress, { now: Date.now(), width: screen.width - 1, style: screen.style }));
  };
  return {
    showStep: (line) => {
      screen.printLine(screen.style.dim(line));
    },
    showEvent: (event: RunEvent) => {
      progress = advanceProgress(progress, event);
      const line = describeEvent(event);
      if (line !== undefined) screen.printLine(line);
      timer ??= setInterval(draw, REDRAW_MS);
      if (event.payload.type === 'phase-started') draw();
    },
    end: () => {
      clearInterval(timer);
      screen.showStatus('');
    },
  };
}
