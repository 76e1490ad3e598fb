import { randomUUID } from 'node:crypto';
import type { Mutant } from '../../shared/mutant.ts';
import {
  addBaselineRecord,
  coverageOfBaseline,
  emptyBaselineReport,
} from '../../service/activities/baseline-report.ts';
import { planBaseline, planShard } from '../../service/planning/plan-job.ts';
import { selectMutants } from '../../service/planning/select-mutants.ts';
import type { StoredMutant } from '../../service/storage/store.ts';
import type { MeasuredProject } from './measured-project.ts';
import { runRunner, type RunnerPlace } from './run-runner.ts';
import type { TinybugVerdict, VerdictSource } from './tinybug-verdict.ts';

/**
 * Tinybug's own verdicts on these mutants and no others: the product's planning and its runner, without the service
 * around them.
 *
 * @throws TinybugError `baseline-failed`, `no-tests`
 */
export async function measureVerdicts(
  project: MeasuredProject,
  place: RunnerPlace,
  mutants: readonly Mutant[],
  workers: number,
): Promise<VerdictSource> {
  const { settings, files } = project;
  const job = { runId: randomUUID(), jobId: randomUUID(), settings, defaultWorkers: workers, files };
  const baseline = emptyBaselineReport();
  for (const record of await runRunner(place, planBaseline(job))) addBaselineRecord(baseline, record);
  const coverage = coverageOfBaseline(baseline);
  const { selected } = selectMutants({
    mutants: mutants.map((mutant) => ({ mutant, status: 'Pending' })),
    ...coverage,
    workers,
    shards: 1,
  });
  const mutantById = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const stored = selected.map(({ mutantId, ...fate }): StoredMutant => {
    const mutant = mutantById.get(mutantId);
    if (mutant === undefined) throw new Error(`The selection names ${mutantId}, which was not asked for.`);
    return { mutant, ...fate };
  });
  const toRun = stored.filter(({ status }) => status === 'Pending');
  const results =
    toRun.length === 0
      ? []
      : await runRunner(place, planShard({ ...job, jobId: randomUUID(), tests: coverage.tests, mutants: toRun }));
  return { verdicts: joinResults(stored, results), flakyTests: [...baseline.flakyTests] };
}

function joinResults(
  stored: readonly StoredMutant[],
  records: Awaited<ReturnType<typeof runRunner>>,
): TinybugVerdict[] {
  const results = new Map(
    records.flatMap((record) => (record.type === 'result' ? [[record.result.mutantId, record.result] as const] : [])),
  );
  return stored.map(({ mutant, status, statusReason }) => {
    const result = results.get(mutant.id);
    if (result === undefined)
      return { mutant, status, ...(statusReason !== undefined && { statusReason }), killedBy: [] };
    const { status: measured, statusReason: reason, killedBy, evidence } = result;
    return { mutant, status: measured, ...(reason !== undefined && { statusReason: reason }), killedBy, evidence };
  });
}
