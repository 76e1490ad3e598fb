import { setTimeout as pause } from 'node:timers/promises';
import { ExitCode } from '../../shared/error-code.ts';

export interface Interruption {
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP). */
  readonly signal: AbortSignal;
  /** From now on a Ctrl-C does what it does by default. */
  stopListening(): void;
}

interface InterruptionOptions {
  readonly now?: () => number;
  readonly endProcess?: (exitCode: ExitCode) => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on to its child what the terminal has sent to both: the same Ctrl-C may come twice. */
const SAME_PRESS_MS = 400;

/** The first Ctrl-C asks to stop in order; the second ends the process at once. */
export function listenForInterruption({
  now = () => performance.now(),
  endProcess = (exitCode) => process.exit(exitCode),
}: InterruptionOptions = {}): Interruption {
  const abort = new AbortController();
  let firstAt: number | undefined;
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = now();
      abort.abort(new Error('Interrupted.'));
    } else if (now() - firstAt > SAME_PRESS_MS) {
      endProcess(ExitCode.Cancelled);
    }
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: abort.signal,
    stopListening: () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}

/** Resolves when the signal is aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}

/** Long enough for what is just being done to end in order, short enough for whoever pressed Ctrl-C. */
const GRACE_MS = 1_000;

/** Waits for a step unless its signal is aborted and the step goes on all the same: then it is left as it is, and the process is to end. */
export async function unlessAbandoned<Result>(step: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const abandoned = whenAborted(signal).then(async (): Promise<never> => {
    await pause(GRACE_MS);
    throw signal.reason;
  });
  abandoned.catch(() => undefined);
  return Promise.race([step, abandoned]);
}
