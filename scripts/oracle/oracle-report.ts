import { z } from 'zod';
import { Comparison } from './compare-verdict.ts';

/** What `--output` writes and `--verdicts` reads. */
export const OracleReport = z.strictObject({
  kind: z.literal('tinybug-oracle-report'),
  version: z.literal(1),
  project: z.string(),
  /** Of all files of the project. */
  contentHash: z.string(),
  python: z.string(),
  seed: z.string(),
  isStratified: z.boolean(),
  /** Mutants from which the sample was drawn. */
  population: z.int(),
  flakyTests: z.array(z.string()),
  comparisons: z.array(Comparison),
});
export type OracleReport = z.infer<typeof OracleReport>;
