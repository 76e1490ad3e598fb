import { createHash } from 'node:crypto';
import type { Mutant } from '../../shared/mutant.ts';
import type { TestDependencies } from '../../shared/runner-report.ts';
import type { Settings } from '../../shared/settings.ts';
import type { StoredTest } from '../storage/store.ts';
import { BASELINE_RUNS, TIMEOUT } from './plan-job.ts';

/** Raised whenever the same mutant, tests and files may come to another verdict than before. */
const CACHE_VERSION = 1;

/** SHA-256 of each file of the project, by path. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** Nobody's test reads these by the way, and they change often. */
const DOCUMENTATION = /\.(?:md|rst)$/i;

export interface VerdictKeyInput {
  readonly settings: Settings;
  readonly files: ProjectFiles;
  readonly dependencies: TestDependencies;
  readonly tests: readonly Pick<StoredTest, 'index' | 'id' | 'isFlaky'>[];
  /** Of the measured files as the mutants were found in them, by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A mutant with the indexes of the tests that must run for a verdict. */
export interface CoveredMutant {
  readonly mutant: Mutant;
  readonly coveredBy: readonly number[];
}

/** The key of a baseline: equal where the same tests of the same files are to run in the same way. */
export const baselineKey = (settings: Settings, files: ProjectFiles, measuredPaths: readonly string[]): string =>
  digest([CACHE_VERSION, BASELINE_RUNS, settings['pytest-arguments'] ?? [], sorted(files), measuredPaths.toSorted()]);

/**
 * Gives the keys of a run's verdicts: a mutant with the same key has the same verdict. A key holds the mutant, its file,
 * the covering tests and whether they are flaky, everything that these depend on, and how it is judged. There is none
 * where it is not known what a test depends on.
 *
 * What a test looks for and does not find cannot be seen: therefore the names of all files are in every key. What no test
 * was seen to read may have been read by other means, and counts for every test.
 */
export function createVerdictKeys(input: VerdictKeyInput): (covered: CoveredMutant) => string | undefined {
  const { dependencies, sources } = input;
  const forAll = digest(describeShared(input));
  const testKeys = new Map(input.tests.map((test) => [test.index, digest([test.id, test.isFlaky])]));
  const modules = dependencies.modules.map((module) => digest(describeFiles(module, input)));
  const moduleOf = new Map(Object.entries(dependencies.tests));
  const moduleOfTest = new Map(input.tests.map(({ index, id }) => [index, moduleOf.get(id)]));
  const known = new Map<string, string | undefined>();

  const keyOfTests = (coveredBy: readonly number[]): string | undefined => {
    const places = coveredBy.map((index) => moduleOfTest.get(index));
    const used = [...new Set(places)].map((place) => (place === undefined ? undefined : modules[place]));
    if (used.includes(undefined)) return undefined;
    return digest([coveredBy.map((index) => testKeys.get(index)), used.toSorted()]);
  };
  return ({ mutant, coveredBy }) => {
    const source = sources.get(mutant.path);
    const ordered = coveredBy.toSorted((a, b) => a - b);
    const place = ordered.join();
    if (!known.has(place)) known.set(place, keyOfTests(ordered));
    const tests = known.get(place);
    if (source === undefined || tests === undefined || coveredBy.length === 0) return undefined;
    return digest([forAll, tests, source, describeMutant(mutant)]);
  };
}

function describeShared(input: VerdictKeyInput): unknown[] {
  const { dependencies, files, settings } = input;
  const seen = new Set(dependencies.files.map(([path]) => path));
  const unseen = sorted(files).filter(([path]) => !seen.has(path) && !DOCUMENTATION.test(path));
  return [
    CACHE_VERSION,
    TIMEOUT,
    // Workers run tests side by side, which matters for tests that disturb one another.
    settings.workers ?? null,
    settings['memory-mb'] ?? null,
    dependencies.environment,
    [...files.keys()].toSorted(),
    unseen,
    describeFiles(dependencies.shared, input),
  ];
}

/** A test that started a process may depend on everything, because a process reads unseen. */
function describeFiles(
  { files: indexes, isUnbounded }: TestDependencies['shared'],
  { dependencies, files }: Pick<VerdictKeyInput, 'dependencies' | 'files'>,
): unknown[] {
  const read = indexes.map((index) => dependencies.files[index] ?? null).map((file) => JSON.stringify(file));
  return [read.toSorted(), isUnbounded ? sorted(files) : []];
}

const describeMutant = ({ id, path, byteRange, original, replacement, coverageLines, static: isStatic }: Mutant) => [
  id,
  path,
  byteRange,
  original,
  replacement,
  coverageLines,
  isStatic,
];

const sorted = (files: ProjectFiles): (readonly [string, string])[] =>
  [...files].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
