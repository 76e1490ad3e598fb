import { CancellationScope, executeChild, isCancellation, setHandler, uuid4 } from '@temporalio/workflow';
import { enumerateMutants, prepareSource, publishScore, selectMutants, startShards } from './activity-proxies.ts';
import { endTidily, endWithoutScore } from './end-without-score.ts';
import { advanceAttempts, noAttempts, type JobAttempts } from './job-attempts.ts';
import { measureBaseline } from './measure-baseline.ts';
import { measureShard } from './measure-shard.ts';
import { baselineWorkflowId, runProgress, shardWorkflowId, type RunReference } from './messages.ts';
import { announce, report } from './report-on-pull-request.ts';
import { advanceProgress, initialProgress, type RunMilestone, type ShardSize } from './run-progress.ts';
import { together } from './together.ts';

type Advance = (milestone: RunMilestone) => void;

/** A run from its source to its score. It always ends itself: completed, failed with a problem, or cancelled. */
export async function measureTests(run: RunReference): Promise<void> {
  let progress = initialProgress;
  setHandler(runProgress, () => progress);
  let isOnPullRequest = false;
  try {
    isOnPullRequest = await announce(run);
    await measure(run, isOnPullRequest, (milestone) => {
      progress = advanceProgress(progress, milestone);
    });
  } catch (error) {
    await endWithoutScore(run, isOnPullRequest, error);
    if (isCancellation(error)) throw error;
  }
}

async function measure(run: RunReference, isOnPullRequest: boolean, advance: Advance): Promise<void> {
  await prepareSource(run);
  advance({ type: 'phase-started', phase: 'baseline' });
  await together([
    async () => {
      await executeChild(measureBaseline, { args: [run], workflowId: baselineWorkflowId(run.runId) });
      advance({ type: 'phase-started', phase: 'enumerate' });
    },
    () => enumerateMutants(run),
  ]);
  const { shards, parallelShards, startsTogether } = await selectMutants(run);
  advance({ type: 'mutants-selected', shards });
  advance({ type: 'phase-started', phase: 'measure' });
  const started = startsTogether ? await startTogether(run, shards) : new Map<number, JobAttempts>();
  await together(
    shards.map((shard) => async () => {
      const { shardIndex } = shard;
      const attempts = started.get(shardIndex);
      await executeChild(measureShard, {
        args: [{ ...run, shardIndex, ...(attempts && { attempts }) }],
        workflowId: shardWorkflowId(run.runId, shardIndex),
      });
      advance({ type: 'shard-finished', shard });
    }),
    parallelShards,
  );
  advance({ type: 'phase-started', phase: 'score' });
  await CancellationScope.nonCancellable(() =>
    endTidily(run, async () => {
      if (isOnPullRequest) await report(run, { kind: 'completed' });
      await publishScore(run);
    }),
  );
}

/** The first job of each shard, by shard; jobs that follow are started by the shard's own workflow. */
async function startTogether(run: RunReference, shards: readonly ShardSize[]): Promise<Map<number, JobAttempts>> {
  const jobs = shards.map(({ shardIndex }) => ({
    shardIndex,
    jobId: uuid4(),
    workflowId: shardWorkflowId(run.runId, shardIndex),
  }));
  const started = await startShards({ ...run, jobs });
  return new Map(
    jobs.map(({ shardIndex, jobId }) => {
      const running = started.find((job) => job.jobId === jobId);
      if (running === undefined) return [shardIndex, noAttempts];
      return [shardIndex, advanceAttempts(noAttempts, { type: 'job-started', ...running })];
    }),
  );
}
