/** How many mutants and shards fit into what a CI has to offer and a run may take. */
import type { BaselineSummary } from '../../shared/run.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';
import { BASELINE_RUNS } from './plan-job.ts';
import type { SelectionInput } from './select-mutants.ts';

export interface MeasuringWork {
  /** Of running all tests once, milliseconds. */
  readonly suiteMs: number;
  /** Files with mutants. */
  readonly files: number;
}

export type MeasuringLimits = Pick<
  SelectionInput,
  'maxMutants' | 'timeBudgetMs' | 'workers' | 'shards' | 'worthAShardMs'
>;

type LimitingSettings = Pick<Settings, 'max-mutants' | 'time-budget-minutes' | 'workers'>;

const MINUTE_MS = 60_000;

/** A CI run for each mutant adds up: where nobody has said how much is wanted, no more is begun than one hour has room for. */
const BRANCHES_BUDGET_MS = 60 * MINUTE_MS;

/** What is left of a short time budget for the mutants themselves, whatever it takes until they can begin. */
const LEAST_SHARE = 0.25;

export function limitMeasuring(capacity: CiCapacity, settings: LimitingSettings, work: MeasuringWork): MeasuringLimits {
  const { parallelJobs, workersPerJob, worthAJobMs } = capacity;
  const limits = { workers: (settings.workers ?? workersPerJob) * parallelJobs, shards: parallelJobs };
  if (capacity.runsForEachMutant === true)
    return { ...limits, maxMutants: countBranches(capacity, settings, work), worthAShardMs: worthAJobMs };
  const timeBudgetMs = timeForMutants(capacity, settings, work);
  return {
    ...limits,
    maxMutants: smallest(settings['max-mutants'], capacity.maxMutants),
    timeBudgetMs,
    // A shard that would take longer than the budget is cut smaller, although that costs another start.
    worthAShardMs: worthAJobMs === undefined ? undefined : smallest(worthAJobMs, timeBudgetMs),
  };
}

/** A job of a hosted CI first has to be started, and runs all tests once before it measures. */
function timeForMutants(
  { startMs }: CiCapacity,
  settings: LimitingSettings,
  { suiteMs }: MeasuringWork,
): number | undefined {
  const budgetMs = budgetOf(settings);
  if (budgetMs === undefined || startMs === undefined) return budgetMs;
  return Math.max(budgetMs - startMs - suiteMs, budgetMs * LEAST_SHARE);
}

/** Mutants, with a canary for each of their files, that are through within the budget. */
function countBranches(capacity: CiCapacity, settings: LimitingSettings, { suiteMs, files }: MeasuringWork): number {
  const { sideBySide = 1, startMs = 0, maxMutants = Infinity } = capacity;
  const wanted = settings['max-mutants'];
  const budgetMs = budgetOf(settings) ?? (wanted === undefined ? BRANCHES_BUDGET_MS : Infinity);
  const rounds = Math.max(1, Math.floor(budgetMs / Math.max(1, startMs + suiteMs)));
  const branches = rounds * sideBySide;
  // At worst every mutant is in a file of its own.
  const withCanaries = Math.max(branches - files, Math.floor(branches / 2));
  return Math.max(1, Math.min(withCanaries, maxMutants, wanted ?? Infinity));
}

const budgetOf = ({ 'time-budget-minutes': minutes }: LimitingSettings): number | undefined =>
  minutes === undefined ? undefined : minutes * MINUTE_MS;

const smallest = (...limits: readonly (number | undefined)[]): number | undefined => {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
};

/** A runner's baseline runs the suite more than once; that of a repository's own workflow tells of one run. */
export const suiteMsOf = ({ cpuMs }: Pick<BaselineSummary, 'cpuMs'>, strategy: Settings['strategy']): number =>
  strategy === 'branch-per-mutant' ? cpuMs : cpuMs / BASELINE_RUNS;
