import { z } from 'zod';
import { MutantStatus } from './mutant.ts';
import type { TriageKind } from './triage.ts';

/** How many mutants have each status. */
export type MutantCounts = Record<MutantStatus, number>;
export const MutantCounts = z.record(MutantStatus, z.int().min(0));

/** Why a score is not shown: a number would mislead. */
export const WithheldReason = z.enum([
  'baseline-failed',
  'shard-missing',
  'canary-not-caught',
  'too-many-without-verdict',
  'nothing-valid',
  'run-incomplete',
]);
export type WithheldReason = z.infer<typeof WithheldReason>;

/** The share of bugs that the tests notice, with what is needed to judge it. */
export const MutationScore = z.strictObject({
  /** detected / valid, from 0 to 1; absent when withheld. */
  score: z.number().min(0).max(1).optional(),
  /** Killed + Timeout: "caught". */
  detected: z.int().min(0),
  /** Survived + NoCoverage: "uncaught". */
  undetected: z.int().min(0),
  /** detected + undetected. */
  valid: z.int().min(0),
  /** Mutants that were to be measured and have no verdict: RuntimeError, Flaky, Pending. */
  withoutVerdict: z.int().min(0),
  /** 95 % Wilson score interval, there only when a sample of the mutants was measured. */
  confidenceInterval: z.strictObject({ low: z.number(), high: z.number() }).optional(),
  withheld: z.array(WithheldReason),
});
export type MutationScore = z.infer<typeof MutationScore>;

/** How many mutants of a run are marked by people, beside the score, which they leave as it is. */
export const TriageSummary = z.strictObject({
  /** Uncaught and marked as equivalent. */
  equivalent: z.int().min(0),
  /** Uncaught and marked as not useful. */
  notUseful: z.int().min(0),
  /** Marked as equivalent and yet caught: such a mark is wrong. */
  contradicted: z.int().min(0),
  /** The score if uncaught mutants that are marked did not count; absent where there is no score, or nothing is left to count. */
  scoreWithout: z.number().min(0).max(1).optional(),
});
export type TriageSummary = z.infer<typeof TriageSummary>;

/** So many mutants of a run have this mark and this status. */
export interface TriageCount {
  readonly kind: TriageKind;
  readonly status: MutantStatus;
  readonly mutants: number;
}

/** Where a status goes in the score. A new status does not compile until it has a place here. */
const PLACE_OF_STATUS: Record<MutantStatus, 'detected' | 'undetected' | 'withoutVerdict' | 'outside'> = {
  Killed: 'detected',
  Timeout: 'detected',
  Survived: 'undetected',
  NoCoverage: 'undetected',
  RuntimeError: 'withoutVerdict',
  Flaky: 'withoutVerdict',
  Pending: 'withoutVerdict',
  CompileError: 'outside',
  Ignored: 'outside',
};

/** Above this share of mutants without a verdict the score is withheld. */
const LARGEST_SHARE_WITHOUT_VERDICT = 0.1;

export const isDetected = (status: MutantStatus): boolean => PLACE_OF_STATUS[status] === 'detected';
export const isUndetected = (status: MutantStatus): boolean => PLACE_OF_STATUS[status] === 'undetected';

export const emptyMutantCounts = (): MutantCounts => ({
  Killed: 0,
  Survived: 0,
  Timeout: 0,
  NoCoverage: 0,
  RuntimeError: 0,
  CompileError: 0,
  Ignored: 0,
  Pending: 0,
  Flaky: 0,
});

/** Counts the statuses of a list of mutants. */
export function countStatuses(statuses: Iterable<MutantStatus>): MutantCounts {
  const counts = emptyMutantCounts();
  for (const status of statuses) counts[status] += 1;
  return counts;
}

/**
 * The mutation score of a run.
 *
 * @param sampled whether only a part of the project's mutants was selected, so that the score is an estimate
 * @param withheldBecause reasons known to the run itself; those that follow from the counts are added here
 */
export function calculateMutationScore(
  counts: MutantCounts,
  { sampled = false, withheldBecause = [] }: { sampled?: boolean; withheldBecause?: readonly WithheldReason[] } = {},
): MutationScore {
  const { detected, undetected, withoutVerdict } = placeCounts(counts);
  const valid = detected + undetected;
  const withheld = [...withheldBecause];
  if (valid === 0) withheld.push('nothing-valid');
  if (withoutVerdict > LARGEST_SHARE_WITHOUT_VERDICT * (valid + withoutVerdict))
    withheld.push('too-many-without-verdict');
  const isShown = withheld.length === 0;
  return {
    ...(isShown && { score: detected / valid }),
    detected,
    undetected,
    valid,
    withoutVerdict,
    ...(isShown && sampled && { confidenceInterval: wilsonInterval(detected, valid) }),
    withheld,
  };
}

/** A test has caught what somebody says no test can catch. */
export const isContradicted = (kind: TriageKind, status: MutantStatus): boolean =>
  kind === 'equivalent' && isDetected(status);

/** What marks mean for a run; undefined where none of its mutants has one that says anything of it. */
export function summariseTriage(
  counts: readonly TriageCount[],
  score: MutationScore | undefined,
): TriageSummary | undefined {
  const sum = (isCounted: (count: TriageCount) => boolean): number =>
    counts.filter(isCounted).reduce((total, { mutants }) => total + mutants, 0);
  const equivalent = sum(({ kind, status }) => kind === 'equivalent' && isUndetected(status));
  const notUseful = sum(({ kind, status }) => kind === 'not-useful' && isUndetected(status));
  const contradicted = sum(({ kind, status }) => isContradicted(kind, status));
  const marked = equivalent + notUseful;
  if (marked + contradicted === 0) return undefined;
  const left = (score?.valid ?? 0) - marked;
  const isShown = score?.score !== undefined && marked > 0 && left > 0;
  return { equivalent, notUseful, contradicted, ...(isShown && { scoreWithout: score.detected / left }) };
}

function placeCounts(counts: MutantCounts): Record<(typeof PLACE_OF_STATUS)[MutantStatus], number> {
  const places = { detected: 0, undetected: 0, withoutVerdict: 0, outside: 0 };
  for (const status of MutantStatus.options) places[PLACE_OF_STATUS[status]] += counts[status];
  return places;
}

/**
 * Wilson score interval at 95 % for a proportion (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209–212):
 * unlike the normal approximation it stays inside 0 to 1 and holds for small samples.
 */
export function wilsonInterval(successes: number, trials: number): { low: number; high: number } {
  const z = 1.959963984540054;
  const proportion = successes / trials;
  const centre = proportion + z ** 2 / (2 * trials);
  const spread = z * Math.sqrt((proportion * (1 - proportion)) / trials + z ** 2 / (4 * trials ** 2));
  const scale = 1 + z ** 2 / trials;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
