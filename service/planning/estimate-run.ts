import type { RunEstimate } from '../../shared/run-estimate.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';
import { limitMeasuring, type MeasuringLimits } from './limit-measuring.ts';
import { BASELINE_RUNS } from './plan-job.ts';

/** What is known of a repository's tests, milliseconds. */
export interface KnownTimes {
  /** CPU time of the suite. */
  readonly suiteMs: number;
  /** CPU time that a mutant took on average. */
  readonly perMutantMs: number;
}

export interface EstimateInput {
  /** Enumerated in the chosen files and lines. */
  readonly mutants: number;
  /** Files with mutants. */
  readonly files: number;
  readonly settings: Pick<Settings, 'max-mutants' | 'time-budget-minutes' | 'workers'>;
  readonly capacity: CiCapacity;
  /** Of an earlier run; absent where there was none. */
  readonly known?: KnownTimes | undefined;
}

/** Of four projects the mean is between 0.1 s and 0.6 s (docs/benchmarks.md); half a minute is a suite of middling size. */
const GUESS: KnownTimes = { suiteMs: 30_000, perMutantMs: 400 };
const MINUTE_MS = 60_000;

export function estimateRun(input: EstimateInput): RunEstimate {
  const { capacity, known, settings, files, mutants: enumerated } = input;
  const times = known ?? GUESS;
  const limits = limitMeasuring(capacity, settings, { suiteMs: times.suiteMs, files });
  const mutants = Math.min(enumerated, limits.maxMutants ?? Infinity, affordableMutants(limits, times));
  const work = {
    mutants,
    files: Math.min(files, mutants),
    workMs: mutants * times.perMutantMs,
    suiteMs: times.suiteMs,
  };
  const shards = countShards(work, limits);
  const baseline = estimateBaseline(capacity, times.suiteMs);
  const measuring = estimateMeasuring(capacity, limits, { ...work, shards });
  return {
    ...(capacity.strategy !== undefined && { strategy: capacity.strategy }),
    mutants,
    ...(mutants < enumerated && { enumerated }),
    jobs: baseline.jobs + measuring.jobs,
    billedMinutes: baseline.billedMinutes + measuring.billedMinutes,
    wallMinutes: toMinutes(baseline.wallMs + measuring.wallMs),
    basis: known === undefined ? 'guess' : 'earlier-run',
    ...(capacity.reasons !== undefined && { reasons: [...capacity.reasons] }),
  };
}

const affordableMutants = ({ timeBudgetMs, workers }: MeasuringLimits, { perMutantMs }: KnownTimes): number =>
  timeBudgetMs === undefined ? Infinity : Math.max(1, Math.floor((timeBudgetMs * workers) / Math.max(1, perMutantMs)));

/** As many as `selectMutants` makes. */
function countShards(
  { mutants, workMs }: Pick<MeasuredWork, 'mutants' | 'workMs'>,
  { shards, workers, worthAShardMs }: MeasuringLimits,
): number {
  if (mutants === 0) return 0;
  const worthwhile = worthAShardMs === undefined ? shards : Math.ceil(workMs / (worthAShardMs * (workers / shards)));
  return Math.max(1, Math.min(shards, worthwhile, mutants));
}

export interface MeasuredWork {
  readonly mutants: number;
  /** Files that have one of them. */
  readonly files: number;
  /** CPU milliseconds that all of them take. */
  readonly workMs: number;
  readonly suiteMs: number;
  readonly shards: number;
}

export interface MeasuringEstimate {
  readonly jobs: number;
  readonly billedMinutes: number;
  readonly wallMs: number;
}

/** From the end of the baseline to the last verdict. */
export function estimateMeasuring(
  capacity: CiCapacity,
  limits: Pick<MeasuringLimits, 'workers' | 'shards'>,
  work: MeasuredWork,
): MeasuringEstimate {
  return capacity.runsForEachMutant === true
    ? estimateBranches(capacity, work)
    : estimateShards(capacity, limits, work);
}

/** Each shard runs all tests once before it measures. */
function estimateShards(
  { startMs = 0, isBilled, sideBySide = Infinity }: CiCapacity,
  { workers, shards: parallel }: Pick<MeasuringLimits, 'workers' | 'shards'>,
  { shards, suiteMs, workMs }: MeasuredWork,
): MeasuringEstimate {
  if (shards === 0) return { jobs: 0, billedMinutes: 0, wallMs: 0 };
  const shardMs = startMs + suiteMs + workMs / (shards * (workers / parallel));
  const rounds = Math.max(1, Math.ceil(shards / sideBySide));
  return { jobs: shards, billedMinutes: isBilled ? shards * wholeMinutes(shardMs) : 0, wallMs: rounds * shardMs };
}

/** A CI run for each mutant, and for the canary of each file. */
function estimateBranches(
  { sideBySide = 1, startMs = 0, isBilled }: CiCapacity,
  { mutants, files, suiteMs }: MeasuredWork,
): MeasuringEstimate {
  const jobs = mutants + files;
  const jobMs = startMs + suiteMs;
  return {
    jobs,
    billedMinutes: isBilled ? jobs * wholeMinutes(jobMs) : 0,
    wallMs: Math.ceil(jobs / sideBySide) * jobMs,
  };
}

/** One job that runs the suite again and again, or a CI run for each try, side by side. */
function estimateBaseline(
  { runsForEachMutant, startMs = 0, isBilled }: CiCapacity,
  suiteMs: number,
): MeasuringEstimate {
  const jobs = runsForEachMutant === true ? BASELINE_RUNS : 1;
  const wallMs = startMs + suiteMs * (BASELINE_RUNS / jobs);
  return { jobs, billedMinutes: isBilled ? jobs * wholeMinutes(wallMs) : 0, wallMs };
}

const wholeMinutes = (ms: number): number => Math.max(1, Math.ceil(ms / MINUTE_MS));
const toMinutes = (ms: number): number => Math.round((ms / MINUTE_MS) * 10) / 10;
