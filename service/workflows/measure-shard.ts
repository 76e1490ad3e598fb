import { continueAsNew } from '@temporalio/workflow';
import { giveUpShard } from './activity-proxies.ts';
import { noAttempts, type JobAttempts } from './job-attempts.ts';
import type { RunReference } from './messages.ts';
import { seeThrough } from './see-through.ts';

export interface ShardToMeasure extends RunReference {
  readonly shardIndex: number;
  /** What an earlier run of the same workflow, its history grown too long, hands over. */
  readonly attempts?: JobAttempts;
}

/** Runs the mutants of a shard, in more than one job where jobs get lost; those that no job finishes are given up. */
export async function measureShard({ attempts = noAttempts, ...shard }: ShardToMeasure): Promise<void> {
  const { outcome, ...seen } = await seeThrough(shard, attempts);
  if (outcome === undefined) await continueAsNew<typeof measureShard>({ ...shard, attempts: seen });
  if (outcome === 'given-up') await giveUpShard({ ...shard, reason: seen.lastReason ?? '' });
}
