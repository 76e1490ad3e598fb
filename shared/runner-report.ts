import { z } from 'zod';
import { LineRange, ProjectPath } from './mutant.ts';
import { MutantResult } from './mutant-result.ts';
import { DependencyFile, KnownBaseline, PlanPart, RUNNER_CONTRACT_VERSION } from './runner-plan.ts';

/** Lines executed, by file; only files of the plan. */
export const ExecutedLines = z.record(ProjectPath, z.array(LineRange));
export type ExecutedLines = z.infer<typeof ExecutedLines>;

/**
 * Functions, lambdas and generator expressions among them, by file: their first lines, which for a decorated one is that of
 * its first decorator. Several on one line are not told apart.
 */
export const FunctionLines = z.record(ProjectPath, z.array(LineRange));
export type FunctionLines = z.infer<typeof FunctionLines>;

/** What a test did in the baseline. */
export const BaselineTest = z.strictObject({
  type: z.literal('test'),
  /** As `PlannedTest.id`. */
  id: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'xfailed', 'xpassed']),
  cpuMs: z.number().min(0),
  wallMs: z.number().min(0),
  /** Lines executed by the test and by the fixtures it uses, those of wider scope included. */
  lines: ExecutedLines,
  /** Functions entered likewise; absent where it is not known. */
  entered: FunctionLines.optional(),
  /** Why it failed, in a line; absent otherwise. */
  message: z.string().optional(),
});
export type BaselineTest = z.infer<typeof BaselineTest>;

const Dependence = z.strictObject({
  /** Indexes into `files` of `TestDependencies`. */
  files: z.array(z.int().min(0)),
  isUnbounded: z.boolean(),
  /** Functions whose parameters' defaults were looked at otherwise than by a call; absent where it is not known. */
  readDefaults: FunctionLines.optional(),
});

/**
 * What the tests of a baseline depend on. A test depends on `shared` and on what its module has; where `isUnbounded`, it may
 * depend on any file of the project, because a process was started that can read unseen.
 */
export const TestDependencies = z.strictObject({
  type: z.literal('dependencies'),
  /** SHA-256 over interpreter, installed distributions, relevant environment variables, and the runner itself. */
  environment: KnownBaseline.shape.environment,
  /** SHA-256 over the ids of the collected tests in their order. */
  collection: KnownBaseline.shape.collection,
  files: z.array(DependencyFile),
  shared: Dependence,
  modules: z.array(Dependence),
  /** Index into `modules`, by the id of each test. */
  tests: z.record(z.string(), z.int().min(0)),
});
export type TestDependencies = z.infer<typeof TestDependencies>;

/** One line of the runner's report (NDJSON, UTF-8), flushed as it arises. */
export const RunnerRecord = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    version: z.literal(RUNNER_CONTRACT_VERSION),
    runnerVersion: z.string(),
    pythonVersion: z.string(),
    pytestVersion: z.string(),
    platform: z.string(),
    /** As in the plan. */
    part: PlanPart.optional(),
  }),
  z.strictObject({ type: z.literal('collected'), tests: z.int().min(0) }),
  BaselineTest,
  /** Lines executed while modules were imported and tests collected, outside every test. */
  z.strictObject({
    type: z.literal('import-lines'),
    lines: ExecutedLines,
    entered: FunctionLines.optional(),
  }),
  /** The suite was run `runs` times; these tests did not always end alike. */
  z.strictObject({ type: z.literal('flaky'), runs: z.int().min(1), ids: z.array(z.string()) }),
  TestDependencies,
  /** The known baseline of the plan still holds, and no test was run. */
  z.strictObject({ type: z.literal('baseline-known'), runId: z.string() }),
  /** A mutant that must fail was planted in this file; `isCaught` says whether it was noticed. */
  z.strictObject({
    type: z.literal('canary'),
    path: ProjectPath,
    isCaught: z.boolean(),
    reason: z.string().optional(),
  }),
  /** What whoever reads the results should know about how they came about, in a sentence or two. */
  z.strictObject({ type: z.literal('notice'), message: z.string() }),
  z.strictObject({ type: z.literal('result'), result: MutantResult }),
  /** The runner cannot go on; nothing follows. */
  z.strictObject({
    type: z.literal('failed'),
    code: z.enum([
      'no-tests',
      'baseline-failed',
      'collection-failed',
      'code-not-under-test',
      'pytest-missing',
      'python-too-old',
      'disk-full',
      'internal',
    ]),
    message: z.string(),
  }),
  /** The last line of a report that is whole. */
  z.strictObject({ type: z.literal('finished'), cpuMs: z.number().min(0), wallMs: z.number().min(0) }),
]);
export type RunnerRecord = z.infer<typeof RunnerRecord>;
