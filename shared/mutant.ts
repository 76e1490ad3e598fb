import { z } from 'zod';

/**
 * What became of a mutant, spelled as in the mutation-testing-report-schema, plus `Flaky`,
 * which is exported to that schema as `Ignored` with a reason.
 *
 * - `Killed`: a reliable test failed by its own assertion or error while the mutant was active.
 * - `Survived`: every covering test ran to its end and passed, with the mutant proven active.
 * - `Timeout`: the tests used more CPU time than the budget, or hung without using any.
 * - `NoCoverage`: no test executes the mutated code; nothing was run.
 * - `RuntimeError`: no verdict: the machinery, not a test, went wrong. The reason says how.
 * - `CompileError`: the mutated file does not compile on the project's interpreter.
 * - `Ignored`: not measured, by a suppression rule, a comment or the selection.
 * - `Pending`: no result yet.
 * - `Flaky`: only unreliable tests failed, or repeats disagree.
 */
export const MutantStatus = z.enum([
  'Killed',
  'Survived',
  'Timeout',
  'NoCoverage',
  'RuntimeError',
  'CompileError',
  'Ignored',
  'Pending',
  'Flaky',
]);
export type MutantStatus = z.infer<typeof MutantStatus>;

/** A place in a file: line from 1, column from 1 in UTF-16 code units (as editors count). */
export const Position = z.strictObject({
  line: z.int().min(1),
  column: z.int().min(1),
});
export type Position = z.infer<typeof Position>;

/** A range of a file's text; `end` is exclusive. */
export const Location = z.strictObject({ start: Position, end: Position });
export type Location = z.infer<typeof Location>;

/** Lines from 1, both inclusive. */
export const LineRange = z.tuple([z.int().min(1), z.int().min(1)]);
export type LineRange = z.infer<typeof LineRange>;

/** A path relative to the project's root, with forward slashes, never leaving the root. */
export const ProjectPath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.startsWith('/') && !/^[a-z]:/i.test(path) && !path.includes('\\'), {
    error: 'must be relative with forward slashes',
  })
  .refine((path) => !path.split('/').includes('..'), { error: 'must not contain ".."' })
  .refine((path) => !path.includes('\0'), { error: 'must not contain a NUL character' });
export type ProjectPath = z.infer<typeof ProjectPath>;

/** Sixteen hexadecimal digits derived from the mutant's content; see `service/planning/mutant-id.ts`. */
export const MutantId = z.string().regex(/^[0-9a-f]{16}$/);
export type MutantId = z.infer<typeof MutantId>;

/**
 * The one function by which alone a mutant has an effect, although its line runs elsewhere as well, such as at import.
 *
 * - `body`: the change is in the body of a lambda, or of a function whose body begins on the line of its definition.
 * - `default`: one literal takes the place of another as a parameter's default. Who asks for the defaults sees it too.
 */
export const Confinement = z.strictObject({
  kind: z.enum(['body', 'default']),
  /** The first line of the function's code object is one of these, and so are those of functions within a body. */
  lines: LineRange,
});
export type Confinement = z.infer<typeof Confinement>;

/** One small change to one file. */
export const Mutant = z.strictObject({
  id: MutantId,
  path: ProjectPath,
  mutatorName: z.string().min(1).max(64),
  /** Qualified name of the enclosing function or class, such as `Stack.push`; empty at module level. */
  functionName: z.string().max(1024),
  /** Which one of the mutants of equal path, function, texts and mutator this is, from 0 in source order. */
  ordinal: z.int().min(0),
  location: Location,
  /** The same range in bytes of the file as it is on disk (a byte order mark counts), end exclusive. */
  byteRange: z.tuple([z.int().min(0), z.int().min(0)]),
  original: z.string(),
  replacement: z.string(),
  /** Lines of the enclosing statement (a compound statement's header): executing any of them covers the mutant. */
  coverageLines: LineRange,
  /** Runs while the module is imported: module level, class body, decorator or default argument. */
  static: z.boolean(),
  confinedTo: Confinement.optional(),
});
export type Mutant = z.infer<typeof Mutant>;
