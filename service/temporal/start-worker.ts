import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Activities } from '../activities/create-activities.ts';
import type { TemporalTarget } from './connect.ts';
import { installRuntime } from './install-runtime.ts';
import { TASK_QUEUE } from './task-queue.ts';

export interface WorkerSetup {
  readonly target: TemporalTarget;
  readonly activities: Activities;
  /** The bundle that the build made, or the TypeScript entry that is bundled now. */
  readonly workflows: { readonly codePath: string } | { readonly workflowsPath: string };
  readonly logger: Logger;
  /**
   * Runs workflow code in the main thread, which Temporal calls its debug mode: no second thread has to load all of it again before
   * the first step of a run, and no deadlock is suspected on a machine whose cores are busy with tests. For a service of one user.
   */
  readonly inMainThread?: boolean;
}

export interface RunningWorker {
  /** Settles when the worker has ended; rejects when it ended by itself because of an error. */
  readonly ended: Promise<void>;
  /** Lets the activities at hand end, or cancels them where they take long. */
  stop(): Promise<void>;
}

export async function startWorker(setup: WorkerSetup): Promise<RunningWorker> {
  const { target, activities, workflows, logger, inMainThread = false } = setup;
  installRuntime(logger);
  const connection = await NativeConnection.connect(target.connection);
  const worker = await Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue: TASK_QUEUE,
    activities,
    ...('codePath' in workflows ? { workflowBundle: workflows } : workflows),
    // After a crash the tasks wait so long for the worker that is gone before another gets them.
    stickyQueueScheduleToStartTimeout: '1s',
    // A cancelled activity hears of it with the next heartbeat that is really sent.
    maxHeartbeatThrottleInterval: '500ms',
    shutdownGraceTime: '1s',
    shutdownForceTime: '5s',
    workflowThreadPoolSize: 1,
    maxCachedWorkflows: 100,
    debugMode: inMainThread,
  });
  const ended = worker.run().finally(() => connection.close());
  ended.catch((error: unknown) => {
    logger.fatal({ err: error }, 'The worker ended by itself');
  });
  return {
    ended,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.catch(() => undefined);
    },
  };
}
