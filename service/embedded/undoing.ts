import type { Logger } from 'pino';

/** Gathers what has to be undone, and undoes it, the latest first, whatever fails on the way. */
export interface Undoing {
  add(name: string, undo: () => Promise<void> | void): void;
  run(logger?: Logger): Promise<void>;
}

export function createUndoing(): Undoing {
  const steps: { name: string; undo: () => Promise<void> | void }[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (logger: Logger | undefined) => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await step.undo();
      } catch (error) {
        logger?.error({ err: error }, `Could not be ended in order: ${step.name}`);
      }
    }
  };
  return {
    add: (name, undo) => {
      steps.push({ name, undo });
    },
    run: (logger) => (running ??= runAll(logger)),
  };
}
