import { z } from 'zod';
import { isDetected, isUndetected } from '../../shared/mutation-score.ts';
import { SuiteRun } from './plain-suite.ts';
import { TinybugVerdict } from './tinybug-verdict.ts';

export const Agreement = z.enum([
  /** Both say caught, or both say uncaught. */
  'agrees',
  /** Both say caught, but one by a failure and the other by a hang. */
  'agrees-softly',
  'disagrees',
  /** The oracle's own runs do not agree with each other. */
  'unstable',
  /** Tinybug gives none, so there is nothing to agree with. */
  'no-verdict',
]);
export type Agreement = z.infer<typeof Agreement>;

export const Comparison = z.strictObject({
  verdict: TinybugVerdict,
  /** Of the whole suite with the mutant on disk, in the order in which they were made. */
  runs: z.array(SuiteRun).min(1),
  agreement: Agreement,
});
export type Comparison = z.infer<typeof Comparison>;

export const isCaught = ({ outcome }: SuiteRun): boolean => outcome !== 'passes';

/** Whether a verdict says caught; `undefined` where it is none. */
export function saysCaught({ status }: TinybugVerdict): boolean | undefined {
  return isDetected(status) ? true : isUndetected(status) ? false : undefined;
}

export function compare(verdict: TinybugVerdict, runs: readonly SuiteRun[]): Comparison {
  return { verdict, runs: [...runs], agreement: findAgreement(verdict, runs) };
}

function findAgreement(verdict: TinybugVerdict, runs: readonly SuiteRun[]): Agreement {
  if (new Set(runs.map(isCaught)).size > 1) return 'unstable';
  const expected = saysCaught(verdict);
  if (expected === undefined) return 'no-verdict';
  const [run] = runs;
  if (run === undefined || isCaught(run) !== expected) return 'disagrees';
  const isHang = verdict.status === 'Timeout';
  return expected && isHang !== (run.outcome === 'hangs') ? 'agrees-softly' : 'agrees';
}
