/** Rung from outside, waited for inside: a ring between two waits ends the second one at once. */
export interface Bell {
  ring(): void;
  /** Ends when it rings or has rung since the last wait, after `timeoutMs`, or when the signal is aborted. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<'rung' | 'elapsed' | 'aborted'>;
}

export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async wait(timeoutMs, signal) {
      if (!hasRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', end);
            wake = undefined;
            resolve();
          };
          const timer = setTimeout(end, timeoutMs);
          signal.addEventListener('abort', end);
          wake = end;
        });
      }
      const reason = signal.aborted ? 'aborted' : hasRung ? 'rung' : 'elapsed';
      hasRung = false;
      return reason;
    },
  };
}
