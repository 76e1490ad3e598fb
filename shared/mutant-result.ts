import { z } from 'zod';
import { Mutant, MutantId, MutantStatus } from './mutant.ts';
import { Triage } from './triage.ts';

/** How the mutated code got into the interpreter that ran the tests. */
export const Activation = z.enum([
  /** A forked child that had not imported the project imported the mutated file afresh. */
  'fresh-import',
  /** A forked child swapped the code of the functions concerned. */
  'code-swap',
  /** A new interpreter imported the mutated file. */
  'subprocess',
  /** Nothing was run. */
  'none',
]);
export type Activation = z.infer<typeof Activation>;

/** The test that noticed the mutant, and by what. */
export const KillingTest = z.strictObject({
  /** pytest's node id, or the test file's path where collecting it failed. */
  id: z.string(),
  /** Qualified name of the exception's class, such as `AssertionError`. */
  exception: z.string(),
  message: z.string(),
  /** File of the failing line, relative to the project's root where it lies inside. */
  file: z.string().optional(),
  line: z.int().min(1).optional(),
  phase: z.enum(['collect', 'setup', 'call', 'teardown']),
});
export type KillingTest = z.infer<typeof KillingTest>;

/** Captured text with escape codes removed, at most 4096 bytes from each end. */
export const CapturedOutput = z.strictObject({
  head: z.string(),
  tail: z.string(),
  /** Bytes left out between head and tail. */
  omittedBytes: z.int().min(0),
});
export type CapturedOutput = z.infer<typeof CapturedOutput>;

/** Why a verdict can be believed. */
export const Evidence = z.strictObject({
  activation: Activation,
  /** The interpreter that ran the tests is known to have loaded the mutated code. */
  activationProven: z.boolean(),
  /** How many tests ran to their end. */
  testsRun: z.int().min(0),
  /** How many tests the plan named for this mutant. */
  testsPlanned: z.int().min(0),
  killingTest: KillingTest.optional(),
  output: CapturedOutput.optional(),
  cpuMs: z.number().min(0),
  wallMs: z.number().min(0),
  /** Times the mutant was run, and how many of them gave this status. */
  repeats: z.strictObject({ agreed: z.int().min(0), total: z.int().min(0) }),
  /** Id of the run that measured this, where it was an earlier one and nothing that could change the verdict has changed since. */
  reusedFrom: z.string().min(1).optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** The verdict on one mutant. */
export const MutantResult = z.strictObject({
  mutantId: MutantId,
  status: MutantStatus,
  /** A sentence for people; always there for `RuntimeError`, `Timeout`, `CompileError`, `Ignored` and `Flaky`. */
  statusReason: z.string().optional(),
  /** Node ids of the tests that failed because of the mutant; the run stops at the first. */
  killedBy: z.array(z.string()),
  evidence: Evidence,
});
export type MutantResult = z.infer<typeof MutantResult>;

/** A mutant and what became of it, as lists and run events carry it. */
export const MeasuredMutant = z.strictObject({
  ...Mutant.shape,
  status: MutantStatus,
  statusReason: z.string().optional(),
  killedBy: z.array(z.string()),
});
export type MeasuredMutant = z.infer<typeof MeasuredMutant>;

/** A measured mutant with the mark that it has now; events have none, because it may come and go after them. */
export const TriagedMutant = z.strictObject({ ...MeasuredMutant.shape, triage: Triage.optional() });
export type TriagedMutant = z.infer<typeof TriagedMutant>;

/** A mutant with everything that is known about it. */
export const MutantDetail = z.strictObject({
  ...TriagedMutant.shape,
  /** Unified diff of the mutated file against the original, three lines of context. */
  diff: z.string(),
  /** Node ids of the tests that execute the mutated code. */
  coveredBy: z.array(z.string()),
  evidence: Evidence.optional(),
});
export type MutantDetail = z.infer<typeof MutantDetail>;
