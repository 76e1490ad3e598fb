import { z } from 'zod';

/** What a run would take, told before it starts. Everything is at most so much: what no test covers costs nothing. */
export const RunEstimate = z.strictObject({
  /** How a CI measures; absent where it runs on this machine. */
  strategy: z.enum(['sharded', 'branch-per-mutant']).optional(),
  /** Mutants to measure, after `max-mutants` and what the CI can take. */
  mutants: z.int().min(0),
  /** Mutants that there are; absent where all of them are measured. */
  enumerated: z.int().min(0).optional(),
  /** Jobs of the CI, the run without mutants included. */
  jobs: z.int().min(0),
  /** Minutes as a CI bills them: each job in whole ones. 0 on one's own machine. */
  billedMinutes: z.int().min(0),
  /** From now to the end, minutes. */
  wallMinutes: z.number().min(0),
  /** `earlier-run`: times are those of the repository's last complete run. `guess`: none is known yet. */
  basis: z.enum(['earlier-run', 'guess']),
  /** Why a CI measures in this way with so many jobs, a sentence each; absent where it runs on this machine. */
  reasons: z.array(z.string()).optional(),
});
export type RunEstimate = z.infer<typeof RunEstimate>;
