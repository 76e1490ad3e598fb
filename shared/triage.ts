import { z } from 'zod';
import { MutantId } from './mutant.ts';

/**
 * What a person says of a mutant that no test catches.
 *
 * - `equivalent`: the code behaves the same with it, so no test can catch it.
 * - `not-useful`: a test could catch it, and it is not worth one.
 */
export const TriageKind = z.enum(['equivalent', 'not-useful']);
export type TriageKind = z.infer<typeof TriageKind>;

const LONGEST_REASON = 500;

/** One line of text, 1 to 500 characters; space around it does not count. */
export const TriageReason = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_REASON)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, { error: 'must be one line of text' });

/** What somebody says when they mark a mutant. */
export const TriageRequest = z.strictObject({
  kind: TriageKind,
  reason: TriageReason,
  /** Whether the thought came from a person or from a language model, whose proposal a person has confirmed. */
  proposedBy: z.enum(['person', 'agent']).default('person'),
});
export type TriageRequest = z.infer<typeof TriageRequest>;

const authorship = {
  /** The name of the token with which the service was asked. */
  by: z.string().min(1).max(256),
  /** ISO 8601 in UTC with milliseconds. */
  at: z.iso.datetime(),
};

/** A mark that holds: what was said, by whom and when. A measured status never changes because of it. */
export const Triage = z.strictObject({ ...TriageRequest.shape, ...authorship });
export type Triage = z.infer<typeof Triage>;

/**
 * One entry of a repository's record of triage. The newest of a mutant holds; none is ever changed. `sequence` counts from 1 in
 * each repository without gaps, and is the SSE event id.
 */
export const TriageChange = z.strictObject({
  sequence: z.int().min(1),
  mutantId: MutantId,
  ...authorship,
  /** Absent where a mark was removed. */
  mark: TriageRequest.optional(),
});
export type TriageChange = z.infer<typeof TriageChange>;

/** The mark that holds after a change. */
export const triageAfter = ({ mark, by, at }: TriageChange): Triage | undefined => mark && { ...mark, by, at };

/** Whether a list leaves mutants with a mark out, or has no others. */
export const TriageFilter = z.enum(['hidden', 'only']);
export type TriageFilter = z.infer<typeof TriageFilter>;
