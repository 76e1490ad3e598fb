import { randomUUID } from 'node:crypto';
import type { BaselinePlan, MutantsPlan } from '../../../shared/runner-plan.ts';
import type { RunnerRecord } from '../../../shared/runner-report.ts';
import {
  addBaselineRecord,
  coverageOfBaseline,
  emptyBaselineReport,
} from '../../../service/activities/baseline-report.ts';
import { planBaseline, planShard } from '../../../service/planning/plan-job.ts';
import { selectMutants } from '../../../service/planning/select-mutants.ts';
import type { MeasuredProject } from '../../oracle/measured-project.ts';

interface PlanOptions {
  readonly workers: number;
  readonly maxMutants?: number | undefined;
}

/** The plans that the service would make, without the service. */
export interface ProjectPlans {
  readonly baseline: BaselinePlan;
  /**
   * @throws TinybugError `baseline-failed`, `no-tests`
   * @throws Error where the baseline's report is not whole
   */
  mutants(baselineRecords: readonly RunnerRecord[]): { plan: MutantsPlan; noCoverage: number };
}

export function planProject(project: MeasuredProject, { workers, maxMutants }: PlanOptions): ProjectPlans {
  const { settings, files } = project;
  const job = { runId: randomUUID(), jobId: randomUUID(), settings, defaultWorkers: workers, files };
  return {
    baseline: planBaseline(job),
    mutants(baselineRecords) {
      const coverage = readBaseline(baselineRecords);
      const { selected, summary } = selectMutants({
        mutants: project.mutants.map((mutant) => ({ mutant, status: 'Pending' })),
        ...coverage,
        maxMutants,
        workers,
        shards: 1,
      });
      const mutantById = new Map(project.mutants.map((mutant) => [mutant.id, mutant]));
      const toRun = selected.flatMap(({ mutantId, status, coveredBy }) => {
        const mutant = mutantById.get(mutantId);
        return status === 'Pending' && mutant !== undefined ? [{ mutant, status, coveredBy }] : [];
      });
      return { plan: planShard({ ...job, tests: coverage.tests, mutants: toRun }), noCoverage: summary.noCoverage };
    },
  };
}

function readBaseline(records: readonly RunnerRecord[]) {
  const report = emptyBaselineReport();
  for (const record of records) {
    if (record.type === 'failed') throw new Error(`${record.code}: ${record.message}`);
    addBaselineRecord(report, record);
  }
  if (!report.isWhole) throw new Error('The baseline was cut off.');
  return coverageOfBaseline(report);
}
