import { Context } from '@temporalio/activity';

/** An activity that ends only when it is cancelled, as those of the product do: it beats and listens. */
export async function untilCancelled(): Promise<never> {
  const context = Context.current();
  const beat = setInterval(() => {
    context.heartbeat();
  }, 50);
  return context.cancelled.finally(() => {
    clearInterval(beat);
  });
}

/**
 * Answers that the job runs, once, and then only when it is cancelled: where time is skipped, a job that is always found
 * running is polled as fast as the machine can, and the cancellation has to get through that.
 */
export const runsUntilCancelled = (onPoll: () => void): (() => Promise<{ hasEnded: boolean }>) => {
  let polls = 0;
  return () => {
    onPoll();
    polls += 1;
    return polls === 1 ? Promise.resolve({ hasEnded: false }) : untilCancelled();
  };
};
