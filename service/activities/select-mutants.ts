import type { RunReference } from '../workflows/messages.ts';
import type { ShardSize } from '../workflows/run-progress.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';
export interface SelectedShards { readonly shards: readonly ShardSize[]; readonly parallelShards: number }
export async function selectMutants(_deps: ActivityDependencies, _reference: RunReference): Promise<SelectedShards> { return { shards: [], parallelShards: 1 }; }
