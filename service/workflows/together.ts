import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs tasks side by side, at most `limit` at a time. When one fails, the others are cancelled and waited for before its
 * error is thrown: nothing goes on behind the back of the clean-up.
 */
export async function together(tasks: readonly (() => Promise<void>)[], limit = tasks.length): Promise<void> {
  const waiting = [...tasks];
  const errors: unknown[] = [];
  await CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const lane = async (): Promise<void> => {
      for (let task = waiting.shift(); task !== undefined && errors.length === 0; task = waiting.shift()) {
        await task().catch((error: unknown) => {
          errors.push(error);
          scope.cancel();
        });
      }
    };
    await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, lane));
  });
  if (errors.length > 0) throw errors[0];
}
