import type { RunEstimate } from '../../shared/run-estimate.ts';
import type { CiCapacity } from '../ci/ci-provider.ts';
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
  readonly maxMutants?: number | undefined;
  readonly capacity: CiCapacity;
  /** Of an earlier run; absent where there was none. */
  readonly known?: KnownTimes | undefined;
}

/** Of four projects the mean is between 0.1 s and 0.6 s (docs/benchmarks.md); half a minute is a suite of middling size. */
const GUESS: KnownTimes = { suiteMs: 30_000, perMutantMs: 400 };
const MINUTE_MS = 60_000;

type Times = Pick<RunEstimate, 'jobs' | 'billedMinutes' | 'wallMinutes'>;

export function estimateRun(input: EstimateInput): RunEstimate {
  const { capacity, known } = input;
  const times = known ?? GUESS;
  const mutants = Math.min(input.mutants, input.maxMutants ?? Infinity, capacity.maxMutants ?? Infinity);
  const estimated =
    capacity.runsForEachMutant === true
      ? estimateBranches(mutants, Math.min(input.files, mutants), times, capacity)
      : estimateShards(mutants, times, capacity);
  return {
    ...(capacity.strategy !== undefined && { strategy: capacity.strategy }),
    mutants,
    ...estimated,
    basis: known === undefined ? 'guess' : 'earlier-run',
  };
}

function estimateShards(mutants: number, { suiteMs, perMutantMs }: KnownTimes, capacity: CiCapacity): Times {
  const { parallelJobs, workersPerJob, worthAJobMs = 0, startMs = 0 } = capacity;
  const workMs = (mutants * perMutantMs) / workersPerJob;
  const worthwhile = worthAJobMs > 0 ? Math.ceil(workMs / worthAJobMs) : parallelJobs;
  const shards = mutants === 0 ? 0 : Math.max(1, Math.min(parallelJobs, worthwhile, mutants));
  const baselineMs = startMs + suiteMs * BASELINE_RUNS;
  const shardMs = shards === 0 ? 0 : startMs + suiteMs + workMs / shards;
  return {
    jobs: 1 + shards,
    billedMinutes: capacity.isBilled ? wholeMinutes(baselineMs) + shards * wholeMinutes(shardMs) : 0,
    wallMinutes: toMinutes(baselineMs + shardMs),
  };
}

/** A CI run for each mutant, for the canary of each file, and for each try of the baseline. */
function estimateBranches(
  mutants: number,
  files: number,
  { suiteMs }: KnownTimes,
  { sideBySide = 1, startMs = 0, isBilled }: CiCapacity,
): Times {
  const jobs = BASELINE_RUNS + mutants + files;
  const jobMs = startMs + suiteMs;
  const rounds = 1 + Math.ceil((mutants + files) / sideBySide);
  return {
    jobs,
    billedMinutes: isBilled ? jobs * wholeMinutes(jobMs) : 0,
    wallMinutes: toMinutes(rounds * jobMs),
  };
}

const wholeMinutes = (ms: number): number => Math.max(1, Math.ceil(ms / MINUTE_MS));
const toMinutes = (ms: number): number => Math.round((ms / MINUTE_MS) * 10) / 10;
