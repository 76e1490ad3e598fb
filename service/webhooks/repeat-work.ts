import { setTimeout as pause } from 'node:timers/promises';

export interface RepeatedWorkOptions {
  /** Between two rounds, so that one of them sees to what many have asked for. */
  readonly gapMs: number;
  /** Before the round after one that failed; doubled with each failure in a row, up to a minute. */
  readonly retryMs: number;
  /** Ends it. */
  readonly shutdown: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

const LONGEST_RETRY_MS = 60_000;

/** Returns what asks for the work: it is done from then on at least once more, never twice at a time, and again where it fails. */
export function repeatWork(round: () => Promise<void>, options: RepeatedWorkOptions): () => void {
  const { gapMs, retryMs, shutdown, onFailure } = options;
  const state = { isAsked: false, isGoingOn: false };
  const goOn = async (): Promise<void> => {
    let failures = 0;
    while (state.isAsked && !shutdown.aborted) {
      state.isAsked = false;
      await round().then(
        () => void (failures = 0),
        (error: unknown) => {
          failures += 1;
          state.isAsked = true;
          if (!shutdown.aborted) onFailure(error);
        },
      );
      const waitMs = failures === 0 ? gapMs : Math.min(retryMs * 2 ** (failures - 1), LONGEST_RETRY_MS);
      await pause(waitMs, undefined, { signal: shutdown, ref: false }).catch(() => undefined);
    }
    state.isGoingOn = false;
  };
  return () => {
    state.isAsked = true;
    if (state.isGoingOn) return;
    state.isGoingOn = true;
    void goOn();
  };
}
