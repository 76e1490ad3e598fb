import type { RunEvent } from '../../shared/run-event.ts';

/** Shows a run while it goes on. */
export interface RunDisplay {
  /** Something that happens outside the run: the set-up, a run that is being cancelled. */
  showStep(line: string): void;
  showEvent(event: RunEvent): void;
  /** Leaves no half line behind. */
  end(): void;
}
