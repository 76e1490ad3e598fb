import {
  RUNNER_CONTRACT_VERSION,
  type BaselinePlan,
  type KnownBaseline,
  type MutantsPlan,
  type PlannedFile,
} from '../../shared/runner-plan.ts';
import type { Settings } from '../../shared/settings.ts';
import type { StoredMutant, StoredTest } from '../storage/store.ts';
import { expectedCostMs } from './expected-cost.ts';

/**
 * A mutant may use ten times the CPU of its tests in the baseline and half a second more: the constant covers tests that
 * take next to nothing, the factor what a mutant makes slower without making it endless. An endless mutant costs all of
 * it, so that on fast suites the constant decides what a whole run takes. Ten seconds without any CPU use is a hang: tests
 * that wait that long for something else are rare, and `idle` says so in the reason.
 */
export const TIMEOUT = { factor: 10, constantMs: 500, idleMs: 10_000 } as const;

/** Baseline runs of the suite, the traced one included: two tell apart what is always red from what is sometimes. */
export const BASELINE_RUNS = 2;

interface JobToPlan {
  readonly runId: string;
  readonly jobId: string;
  readonly settings: Settings;
  /** Processes side by side where the settings name no number. */
  readonly defaultWorkers: number;
  readonly files: readonly PlannedFile[];
}

export const planBaseline = (job: JobToPlan & { readonly known?: KnownBaseline | undefined }): BaselinePlan => ({
  kind: 'baseline',
  ...planBase(job),
  repeats: BASELINE_RUNS,
  ...(job.known && { known: job.known }),
});

/** A plan for the given mutants, the most expensive first, with only those tests and files that they need. */
export function planShard(
  job: JobToPlan & { readonly tests: readonly StoredTest[]; readonly mutants: readonly StoredMutant[] },
): MutantsPlan {
  const testByIndex = new Map(job.tests.map((test) => [test.index, test]));
  const needed = [...new Set(job.mutants.flatMap(({ coveredBy }) => coveredBy))].sort((a, b) => a - b);
  const place = new Map(needed.map((index, position) => [index, position]));
  const tests = needed.map((index) => {
    const test = testByIndex.get(index);
    if (test === undefined)
      throw new Error(`Mutants of the run ${job.runId} name the test ${index}, which is not stored.`);
    return { id: test.id, cpuMs: test.cpuMs, wallMs: test.wallMs, isFlaky: test.isFlaky };
  });
  const mutants = job.mutants.map(({ mutant, coveredBy }) => ({
    id: mutant.id,
    path: mutant.path,
    byteRange: mutant.byteRange,
    original: mutant.original,
    replacement: mutant.replacement,
    static: mutant.static,
    coverageLines: mutant.coverageLines,
    tests: coveredBy.map((index) => place.get(index) ?? 0),
  }));
  const paths = new Set(mutants.map(({ path }) => path));
  const cost = new Map(mutants.map((mutant) => [mutant, expectedCostMs(mutant.tests, tests)]));
  return {
    kind: 'mutants',
    ...planBase({ ...job, files: job.files.filter(({ path }) => paths.has(path)) }),
    tests,
    mutants: mutants.toSorted((a, b) => (cost.get(b) ?? 0) - (cost.get(a) ?? 0)),
    timeout: TIMEOUT,
    ...(job.settings['memory-mb'] !== undefined && { memoryMb: job.settings['memory-mb'] }),
  };
}

const planBase = ({
  runId,
  jobId,
  settings,
  defaultWorkers,
  files,
}: JobToPlan): Omit<BaselinePlan, 'kind' | 'repeats'> => ({
  version: RUNNER_CONTRACT_VERSION,
  runId,
  jobId,
  pytestArguments: settings['pytest-arguments'] ?? [],
  workers: settings.workers ?? defaultWorkers,
  files: files.map(({ path, sha256 }) => ({ path, sha256 })),
});
