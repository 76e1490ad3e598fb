/** Signals sharpen the waiting, polls are the fall-back; so polls may become as rare as this. */
const LARGEST_BACK_OFF = 8;
const BACK_OFF_FACTOR = 1.5;

/** Time until the next poll of a job that was polled so often, milliseconds. */
export const pollDelayMs = (pollIntervalMs: number, polls: number): number =>
  Math.round(pollIntervalMs * Math.min(BACK_OFF_FACTOR ** polls, LARGEST_BACK_OFF));
