import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MutantStatus, type Mutant } from '../../shared/mutant.ts';
import { OracleReport } from './oracle-report.ts';
import { TinybugVerdict, type VerdictSource } from './tinybug-verdict.ts';

/** The part of the oracle's own report that does not come from the oracle. */
const OwnReport = z.object({
  kind: OracleReport.shape.kind,
  flakyTests: z.array(z.string()),
  comparisons: z.array(z.object({ verdict: TinybugVerdict })),
});

/** The part of the mutation-testing-report-schema that tells what became of a mutant. */
const MutationTestingReport = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          id: z.string(),
          status: z.string(),
          statusReason: z.string().optional(),
          killedBy: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

const FLAKY_REASON = 'Flaky:';

/**
 * Verdicts of an earlier run, from what `measure --report` or the oracle's own `--output` has written, on those of the
 * project's mutants that are still the same.
 */
export async function readSavedVerdicts(file: string, mutants: readonly Mutant[]): Promise<VerdictSource> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  const own = OwnReport.safeParse(content);
  const mutantById = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  if (own.success) {
    const verdicts = own.data.comparisons.map(({ verdict }) => verdict);
    return { verdicts: verdicts.filter(({ mutant }) => mutantById.has(mutant.id)), flakyTests: own.data.flakyTests };
  }
  const report = MutationTestingReport.safeParse(content);
  if (!report.success) throw new Error(`${file} is neither a mutation testing report nor one of the oracle.`);
  const reported = Object.values(report.data.files).flatMap((of) => of.mutants);
  const verdicts = reported.flatMap(({ id, status, statusReason, killedBy = [] }): TinybugVerdict[] => {
    const mutant = mutantById.get(id);
    const isFlaky = status === 'Ignored' && (statusReason?.startsWith(FLAKY_REASON) ?? false);
    if (mutant === undefined || (status === 'Ignored' && !isFlaky)) return [];
    const known = isFlaky ? 'Flaky' : MutantStatus.parse(status);
    return [{ mutant, status: known, ...(statusReason !== undefined && { statusReason }), killedBy }];
  });
  return { verdicts, flakyTests: [] };
}
