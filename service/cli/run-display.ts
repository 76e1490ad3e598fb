import type { RunEvent } from '../../shared/run-event.ts';

/** Shows a run while it goes on. */
export interface RunDisplay {
  /** Something that happens outside the run: the set-up, a run that is being cancelled. */
  readonly showStep: (line: string) => void;
  readonly showEvent: (event: RunEvent) => void;
  /** Leaves no half line behind. */
  readonly end: () => void;
}
