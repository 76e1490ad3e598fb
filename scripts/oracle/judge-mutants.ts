import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mutant } from '../../shared/mutant.ts';
import { compare, isCaught, saysCaught, type Comparison } from './compare-verdict.ts';
import { runSuite, type SuitePlace, type SuiteRun, type SuiteSetting } from './plain-suite.ts';
import { copyProjectTree } from './project-copy.ts';
import type { RunCache } from './run-cache.ts';
import type { TinybugVerdict } from './tinybug-verdict.ts';

export interface Court {
  readonly setting: SuiteSetting;
  readonly cache: RunCache;
  /** Never run in: copies are made of it. */
  readonly pristine: string;
  /** One for each worker. */
  readonly places: readonly SuitePlace[];
  /** How often the suite runs at most where it contradicts the verdict. */
  readonly repeats: number;
  readonly onComparison: (comparison: Comparison) => void;
}

/** Judges the mutants side by side, in any order; the comparisons come in the order of the verdicts. */
export async function judgeMutants(court: Court, verdicts: readonly TinybugVerdict[]): Promise<Comparison[]> {
  const comparisons = new Map<TinybugVerdict, Comparison>();
  const waiting = [...verdicts];
  const work = async (place: SuitePlace): Promise<void> => {
    for (let verdict = waiting.shift(); verdict !== undefined; verdict = waiting.shift()) {
      const comparison = await judgeMutant(court, place, verdict);
      comparisons.set(verdict, comparison);
      court.onComparison(comparison);
    }
  };
  try {
    await Promise.all(court.places.map(work));
  } finally {
    waiting.length = 0;
  }
  return verdicts.flatMap((verdict) => comparisons.get(verdict) ?? []);
}

/** One run is enough where it says what Tinybug says; a contradiction must hold every time. */
async function judgeMutant(court: Court, place: SuitePlace, verdict: TinybugVerdict): Promise<Comparison> {
  const { cache, repeats, setting } = court;
  const runs = [...cache.of(verdict.mutant.id)];
  const expected = saysCaught(verdict);
  const needsMore = (): boolean => {
    const [first] = runs;
    if (first === undefined) return true;
    const isSettled = expected === undefined || runs.every((run) => isCaught(run) === expected);
    return !isSettled && new Set(runs.map(isCaught)).size === 1 && runs.length < repeats;
  };
  while (needsMore()) {
    await copyProjectTree(court.pristine, place.copy);
    await plant(place.copy, verdict.mutant);
    const run: SuiteRun = await runSuite(setting, place);
    await cache.add(verdict.mutant.id, run);
    runs.push(run);
  }
  return compare(verdict, runs);
}

/** @throws Error where the file does not hold the mutant's original text */
export async function plant(copy: string, { path, byteRange, original, replacement }: Mutant): Promise<void> {
  const file = join(copy, path);
  const bytes = await readFile(file);
  const [start, end] = byteRange;
  if (bytes.subarray(start, end).toString('utf8') !== original)
    throw new Error(`${path} does not hold "${original}" at bytes ${start} to ${end}.`);
  await writeFile(file, Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement), bytes.subarray(end)]));
}
