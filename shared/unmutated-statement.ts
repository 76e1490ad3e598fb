import { z } from 'zod';
import { ProjectPath } from './mutant.ts';

/**
 * A statement for which no mutant was proposed, and why: a line of the reach report. Statements whose mutants a rule or a
 * comment suppresses are not among them, because those are mutants with the status `Ignored`.
 */
export const UnmutatedStatement = z.strictObject({
  path: ProjectPath,
  /** The first of the statement, from 1. */
  line: z.int().min(1),
  /** A sentence. */
  reason: z.string().min(1),
});
export type UnmutatedStatement = z.infer<typeof UnmutatedStatement>;
