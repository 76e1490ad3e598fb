import type { Mutant } from '../../../shared/mutant.ts';
import type { MutantResult } from '../../../shared/mutant-result.ts';
import { openMeasuredProject } from '../../oracle/measured-project.ts';
import { countNothing, countTool, type ToolCounts } from '../mutant-counts.ts';
import type { Measurement } from '../measure-command.ts';
import { findLimit, type Limit } from './limit.ts';
import { measureTestTimes } from './plain-test-times.ts';
import { planProject } from './plan-mutants.ts';
import { addMeasurements, runPlan, type RunnerUnderTest } from './run-plan.ts';

/** The runner on a project: its baseline and its mutants, each a process of its own, one after the other. */
export interface RunnerFigures {
  readonly whole: Measurement;
  readonly baseline: Measurement;
  readonly mutants: Measurement;
  readonly counts: ToolCounts;
  readonly results: readonly MutantResult[];
  readonly limit: Limit;
}

/** Where Tinybug's statuses belong; `NoCoverage` and the rest are decided without running a test. */
export const PLACES = {
  Killed: 'killed',
  Survived: 'survived',
  Timeout: 'timeout',
  NoCoverage: 'notRun',
  CompileError: 'notRun',
  Ignored: 'notRun',
  Pending: 'notRun',
} as const satisfies Record<string, keyof ToolCounts>;

/** @throws Error with the runner's message where the baseline fails */
export async function measureRunner(
  place: RunnerUnderTest,
  options: { readonly workers: number; readonly maxMutants?: number | undefined },
  isWanted: (mutant: Mutant) => boolean = () => true,
): Promise<RunnerFigures> {
  const project = await openMeasuredProject(place.projectFolder);
  const plans = planProject({ ...project, mutants: project.mutants.filter(isWanted) }, options);
  const baseline = await runPlan(place, plans.baseline);
  const { plan, noCoverage } = plans.mutants(baseline.records);
  const measured = await runPlan(place, plan);
  const results = measured.records.flatMap((record) => (record.type === 'result' ? [record.result] : []));
  const failed = measured.records.find((record) => record.type === 'failed');
  if (failed !== undefined && results.length === 0) throw new Error(`${failed.code}: ${failed.message}`);
  const judged = countTool(
    results.map(({ status }) => status),
    PLACES,
  );
  const counts = {
    ...countNothing,
    ...judged,
    notRun: judged.notRun + noCoverage + plan.mutants.length - results.length,
  };
  const times = await measureTestTimes(place.python, place.projectFolder, plan.pytestArguments);
  return {
    whole: addMeasurements(baseline.measurement, measured.measurement),
    baseline: baseline.measurement,
    mutants: measured.measurement,
    counts,
    results,
    limit: findLimit(results, plan, times),
  };
}
