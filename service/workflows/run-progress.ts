import type { RunPhase } from '../../shared/run.ts';

/** How far a run has come, for the query `runProgress`. */
export interface RunProgress {
  readonly phase: RunPhase;
  readonly shardsDone: number;
  readonly shardsTotal: number;
  /** Mutants in shards that are done. */
  readonly mutantsDone: number;
  /** Mutants to be run. */
  readonly mutantsTotal: number;
}

export interface ShardSize {
  readonly shardIndex: number;
  readonly mutants: number;
}

export type RunMilestone =
  | { readonly type: 'phase-started'; readonly phase: RunPhase }
  | { readonly type: 'mutants-selected'; readonly shards: readonly ShardSize[] }
  | { readonly type: 'shard-finished'; readonly shard: ShardSize };

export const initialProgress: RunProgress = {
  phase: 'source',
  shardsDone: 0,
  shardsTotal: 0,
  mutantsDone: 0,
  mutantsTotal: 0,
};

export function advanceProgress(progress: RunProgress, milestone: RunMilestone): RunProgress {
  switch (milestone.type) {
    case 'phase-started':
      return { ...progress, phase: milestone.phase };
    case 'mutants-selected':
      return {
        ...progress,
        shardsTotal: milestone.shards.length,
        mutantsTotal: milestone.shards.reduce((total, { mutants }) => total + mutants, 0),
      };
    case 'shard-finished':
      return {
        ...progress,
        shardsDone: progress.shardsDone + 1,
        mutantsDone: progress.mutantsDone + milestone.shard.mutants,
      };
  }
}
