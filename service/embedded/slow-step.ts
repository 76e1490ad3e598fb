/** Steps longer than this announce themselves. */
const ANNOUNCED_AFTER_MS = 1_000;

/** Waits for a step; where it takes longer than a second, `line` is shown meanwhile. */
export async function announceIfSlow<Result>(
  step: Promise<Result>,
  line: string,
  onProgress: (line: string) => void,
): Promise<Result> {
  const timer = setTimeout(onProgress, ANNOUNCED_AFTER_MS, line);
  try {
    return await step;
  } finally {
    clearTimeout(timer);
  }
}
