import { z } from 'zod';
import { Mutant, MutantStatus } from '../../shared/mutant.ts';
import { Evidence } from '../../shared/mutant-result.ts';

/** What Tinybug says about a mutant. */
export const TinybugVerdict = z.strictObject({
  mutant: Mutant,
  status: MutantStatus,
  statusReason: z.string().optional(),
  killedBy: z.array(z.string()),
  /** Absent where nothing was run, or where a saved report does not have it. */
  evidence: Evidence.optional(),
});
export type TinybugVerdict = z.infer<typeof TinybugVerdict>;

/** What the verdicts come from, as far as the oracle needs it. */
export interface VerdictSource {
  readonly verdicts: readonly TinybugVerdict[];
  /** Tests that do not always end alike; the oracle leaves them out, because they prove nothing. */
  readonly flakyTests: readonly string[];
}
