import type { MutantResult } from '../../shared/mutant-result.ts';
import type { RunnerRecord } from '../../shared/runner-report.ts';
import type { RunAtHand } from './activity-dependencies.ts';
import type { JobReader } from './read-report.ts';

/** Results written in one transaction; enough to be quick, few enough to leave the database to others in between. */
const RESULTS_AT_ONCE = 100;

/** Stores the results of a shard's job and counts the mutants of the shard that have none yet. */
export async function collectResults({ store, run }: RunAtHand, shardIndex: number, read: JobReader): Promise<number> {
  let batch: MutantResult[] = [];
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    if (full.length > 0) await store.recordResults(run.id, full, shardIndex);
  };
  await read(async (record) => {
    if (record.type === 'result' && batch.push(record.result) >= RESULTS_AT_ONCE) await flush();
    if (record.type === 'notice') await notice({ store, run }, record.message);
    if (record.type === 'canary' && !record.isCaught) await distrust({ store, run }, record);
  }).finally(async () => {
    await flush();
    // What was shown on somebody's word and is not in the report was never a result.
    await store.dropProvisionalResults(run.id, shardIndex);
  });
  return (await store.listStoredMutants(run.id, { pendingInShard: shardIndex })).length;
}

async function distrust(
  { store, run }: Pick<RunAtHand, 'store' | 'run'>,
  { path, reason }: Extract<RunnerRecord, { type: 'canary' }>,
): Promise<void> {
  await store.withholdScore(run.id, 'canary-not-caught');
  const message = `A mutant of ${path} that must fail was not noticed${reason === undefined ? '' : `: ${reason}`}. The score is withheld.`;
  await notice({ store, run }, message);
}

const notice = ({ store, run }: Pick<RunAtHand, 'store' | 'run'>, message: string): Promise<void> =>
  store.appendNoticeOnce(run.id, { type: 'notice', level: 'warning', message });
