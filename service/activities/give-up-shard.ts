import type { MutantResult } from '../../shared/mutant-result.ts';
import type { StoredMutant } from '../storage/store.ts';
import type { RunReference } from '../workflows/messages.ts';
import { loadOpenRun, type ActivityDependencies } from './activity-dependencies.ts';

export interface ShardToGiveUp extends RunReference {
  readonly shardIndex: number;
  /** Why the last job ended, in a sentence. */
  readonly reason: string;
}

/** Says of the mutants that no job could finish that there is no verdict, and withholds the score. */
export async function giveUpShard(
  deps: ActivityDependencies,
  { shardIndex, reason, ...reference }: ShardToGiveUp,
): Promise<void> {
  const { runId } = reference;
  const { store } = await loadOpenRun(deps, reference);
  const pending = await store.listStoredMutants(runId, { pendingInShard: shardIndex });
  if (pending.length === 0) return;
  await store.withholdScore(runId, 'shard-missing');
  await store.recordResults(
    runId,
    pending.map((mutant) => resultWithoutVerdict(mutant, reason)),
  );
  await store.appendEvents(runId, [
    {
      type: 'notice',
      level: 'warning',
      message: `${pending.length} mutants have no verdict because their jobs ended again and again without finishing any: ${reason}`,
    },
  ]);
}

const resultWithoutVerdict = ({ mutant, coveredBy }: StoredMutant, reason: string): MutantResult => ({
  mutantId: mutant.id,
  status: 'RuntimeError',
  statusReason: `No job finished this mutant. ${reason}`.trim(),
  killedBy: [],
  evidence: {
    activation: 'none',
    activationProven: false,
    testsRun: 0,
    testsPlanned: coveredBy.length,
    cpuMs: 0,
    wallMs: 0,
    repeats: { agreed: 0, total: 0 },
  },
});
