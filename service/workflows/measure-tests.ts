import { CancellationScope, executeChild, isCancellation, setHandler } from '@temporalio/workflow';
import { enumerateMutants, prepareSource, publishScore, selectMutants } from './activity-proxies.ts';
import { endWithoutScore, tidyUp } from './end-without-score.ts';
import { measureBaseline } from './measure-baseline.ts';
import { measureShard } from './measure-shard.ts';
import { baselineWorkflowId, runProgress, shardWorkflowId, type RunReference } from './messages.ts';
import { advanceProgress, initialProgress, type RunMilestone } from './run-progress.ts';
import { together } from './together.ts';

type Report = (milestone: RunMilestone) => void;

/** A run from its source to its score. It always ends itself: completed, failed with a problem, or cancelled. */
export async function measureTests(run: RunReference): Promise<void> {
  let progress = initialProgress;
  setHandler(runProgress, () => progress);
  try {
    await measure(run, (milestone) => {
      progress = advanceProgress(progress, milestone);
    });
  } catch (error) {
    await endWithoutScore(run, error);
    if (isCancellation(error)) throw error;
  }
}

async function measure(run: RunReference, report: Report): Promise<void> {
  await prepareSource(run);
  report({ type: 'phase-started', phase: 'baseline' });
  await together([
    async () => {
      await executeChild(measureBaseline, { args: [run], workflowId: baselineWorkflowId(run.runId) });
      report({ type: 'phase-started', phase: 'enumerate' });
    },
    () => enumerateMutants(run),
  ]);
  const { shards, parallelShards } = await selectMutants(run);
  report({ type: 'mutants-selected', shards });
  report({ type: 'phase-started', phase: 'measure' });
  await together(
    shards.map((shard) => async () => {
      const args = [{ ...run, shardIndex: shard.shardIndex }] as const;
      await executeChild(measureShard, { args: [...args], workflowId: shardWorkflowId(run.runId, shard.shardIndex) });
      report({ type: 'shard-finished', shard });
    }),
    parallelShards,
  );
  report({ type: 'phase-started', phase: 'score' });
  await CancellationScope.nonCancellable(async () => {
    await tidyUp(run);
    await publishScore(run);
  });
}
