const REPEAT_MS = 5_000;

/** Says what is being done before it is done, and again from time to time while it lasts. */
export async function withProgress<Result>(
  notify: (message: string) => Promise<void>,
  activity: string,
  action: () => Promise<Result>,
): Promise<Result> {
  await notify(`${activity} …`);
  const start = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - start) / 1000);
    notify(`${activity} … ${String(seconds)} s`).catch(() => undefined);
  }, REPEAT_MS);
  try {
    return await action();
  } finally {
    clearInterval(timer);
  }
}
