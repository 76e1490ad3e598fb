import type { CiCapacity } from '../ci/ci-provider.ts';
import type { MeasuredWork, MeasuringEstimate } from './estimate-run.ts';

/** What a run is about to take from a CI and why, for the person who waits; undefined where there is nothing to say. */
export function describeMeasuring(
  { strategy, isBilled, reasons = [] }: CiCapacity,
  { mutants, inScope }: Pick<MeasuredWork, 'mutants'> & { readonly inScope: number },
  { jobs, billedMinutes, wallMs }: MeasuringEstimate,
): string | undefined {
  if (strategy === undefined || jobs === 0) return undefined;
  const minutes = Math.max(1, Math.ceil(wallMs / 60_000));
  const billed = isBilled ? `, ${count(billedMinutes, 'minute')} billed` : '';
  const sample =
    strategy === 'branch-per-mutant' && mutants < inScope
      ? [`They are a sample of ${inScope}; with Tinybug's workflow installed, all can be measured.`]
      : [];
  return [
    `Measures ${count(mutants, 'mutant')} in ${count(jobs, 'CI job')}, about ${count(minutes, 'minute')} from now${billed}.`,
    ...sample,
    ...reasons,
  ].join(' ');
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
