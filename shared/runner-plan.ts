import { z } from 'zod';
import { LineRange, Mutant, MutantId, ProjectPath } from './mutant.ts';

/** Raised whenever a reader of the older version would misunderstand the newer one. */
export const RUNNER_CONTRACT_VERSION = 1;

/** A file whose code is measured; the runner refuses to judge mutants of a file whose content is another. */
export const PlannedFile = z.strictObject({
  path: ProjectPath,
  /** SHA-256 of the file's bytes, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type PlannedFile = z.infer<typeof PlannedFile>;

/** SHA-256, hexadecimal. */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A file that tests depend on, and the SHA-256 of its bytes; null where there is none, or none that can be read.
 * Its path is relative to the project's root where it lies inside, else absolute.
 */
export const DependencyFile = z.tuple([z.string().min(1).max(4096), Sha256.nullable()]);
export type DependencyFile = z.infer<typeof DependencyFile>;

/** The baseline of an earlier run, as its `dependencies` record had it: where all of it still holds, no test has to run. */
export const KnownBaseline = z.strictObject({
  runId: z.string(),
  environment: Sha256,
  collection: Sha256,
  files: z.array(DependencyFile),
});
export type KnownBaseline = z.infer<typeof KnownBaseline>;

export const PlannedTest = z.strictObject({
  /** pytest's node id; the second of equal ids has `#2` behind it, and so on. */
  id: z.string(),
  /** CPU time of setup, call and teardown in the baseline, milliseconds. */
  cpuMs: z.number().min(0),
  /** The same as wall time. */
  wallMs: z.number().min(0),
  isFlaky: z.boolean(),
});
export type PlannedTest = z.infer<typeof PlannedTest>;

export const PlannedMutant = z.strictObject({
  id: MutantId,
  path: ProjectPath,
  /** Bytes to replace, end exclusive, in the file as it is on disk. */
  byteRange: Mutant.shape.byteRange,
  /** What stands there; the runner checks it before it splices. */
  original: z.string(),
  replacement: z.string(),
  static: z.boolean(),
  coverageLines: LineRange,
  /** Indexes into `tests` of those that must run, the most promising first; empty for a canary of a file. */
  tests: z.array(z.int().min(0)),
});
export type PlannedMutant = z.infer<typeof PlannedMutant>;

/** Which part of a plan this is, where one was cut into parts whose reports are merged again. */
export const PlanPart = z
  .strictObject({
    /** SHA-256 of the whole plan as JSON with sorted keys and without spaces, hexadecimal. */
    planSha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** From 1. */
    number: z.int().min(1),
    /** Into how many parts the plan was cut. */
    count: z.int().min(1),
  })
  .refine(({ number, count }) => number <= count, 'There are not so many parts.');
export type PlanPart = z.infer<typeof PlanPart>;

const planBase = {
  version: z.literal(RUNNER_CONTRACT_VERSION),
  runId: z.string(),
  jobId: z.string(),
  pytestArguments: z.array(z.string()),
  /** Processes side by side. */
  workers: z.int().min(1),
  files: z.array(PlannedFile),
};

/** What the runner is to do. Its working directory is the project's root. */
export const RunnerPlan = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('baseline'),
    ...planBase,
    /** Times the suite is run to find flaky tests, traced pass included. */ repeats: z.int().min(1).max(100),
    known: KnownBaseline.optional(),
  }),
  z.strictObject({
    kind: z.literal('mutants'),
    ...planBase,
    tests: z.array(PlannedTest),
    mutants: z.array(PlannedMutant),
    timeout: z.strictObject({
      /** CPU budget of a mutant = factor × baseline CPU of its tests + constant. */
      factor: z.number().min(1),
      constantMs: z.number().min(0),
      /** A mutant that uses no CPU for so long hangs. */
      idleMs: z.number().min(0),
    }),
    /** MiB that all processes of a mutant together may hold; by default from what the tests need without any mutant. */
    memoryMb: z.int().min(1).optional(),
    /** Absent where the plan is whole. */
    part: PlanPart.optional(),
  }),
]);
export type RunnerPlan = z.infer<typeof RunnerPlan>;
export type BaselinePlan = Extract<RunnerPlan, { kind: 'baseline' }>;
export type MutantsPlan = Extract<RunnerPlan, { kind: 'mutants' }>;
