import type { Confinement, LineRange } from '../../shared/mutant.ts';
import type { ExecutedLines, FunctionLines, TestDependencies } from '../../shared/runner-report.ts';
import type { StoredTest } from '../storage/store.ts';

/** What a baseline says of who executes what. */
export interface BaselineCoverage {
  readonly tests: readonly StoredTest[];
  readonly importLines: ExecutedLines;
  /** Absent where it is not known. */
  readonly importEntered?: FunctionLines | undefined;
  /** Absent where it is not known. */
  readonly dependencies?: TestDependencies | undefined;
}

/** Which tests execute which lines, asked by line. */
export interface LineCoverage {
  /** Indexes of the tests that execute at least one of the lines, ascending. */
  testsOn(path: string, lines: LineRange): number[];
  /** Indexes of the tests that execute anything in the file, ascending. */
  testsOf(path: string): number[];
  /** Whether one of the lines runs while modules are imported. */
  isImported(path: string, lines: LineRange): boolean;
  /**
   * Indexes of the tests that the function shows its change to, ascending. Undefined where that may be any test, and where
   * it is not known.
   */
  testsConfinedTo(path: string, confinement: Confinement): number[] | undefined;
}

/** Turns "the lines of each test" into "the tests of each line", once. */
export function indexLineCoverage(baseline: BaselineCoverage): LineCoverage {
  const { tests, importLines, importEntered } = baseline;
  const testsByLine = invert(tests, ({ lines }) => lines);
  const testsByFunction = invert(tests, ({ entered }) => entered ?? {});
  const isEnteringKnown = importEntered !== undefined && tests.every(({ entered }) => entered !== undefined);
  const testsByFile = new Map<string, number[]>();
  for (const { index, lines } of tests) {
    for (const [path, ranges] of Object.entries(lines)) {
      if (ranges.length > 0) entryOf(testsByFile, path, () => []).push(index);
    }
  }
  return {
    testsOn: (path, lines) => testsOfAny(testsByLine.get(path), lines),
    testsOf: (path) => testsByFile.get(path) ?? [],
    isImported: (path, lines) => hasAny(importLines[path], lines),
    testsConfinedTo(path, { kind, lines }) {
      if (!isEnteringKnown || hasAny(importEntered[path], lines)) return undefined;
      const entering = testsOfAny(testsByFunction.get(path), lines);
      // A test that imports the file by itself runs the line without a call; those that call later may need it.
      const isImportedLate = testsOfAny(testsByLine.get(path), lines).some((test) => !entering.includes(test));
      if (isImportedLate && hasAny(importLines[path], lines)) return undefined;
      if (kind === 'body') return entering;
      const reading = testsReadingDefaults(baseline, path, lines);
      return reading && [...new Set([...entering, ...reading])].sort((a, b) => a - b);
    },
  };
}

/** Those of a module that has started processes may have looked at all defaults there. */
function testsReadingDefaults(
  { tests, dependencies }: BaselineCoverage,
  path: string,
  lines: LineRange,
): number[] | undefined {
  if (dependencies?.shared.readDefaults === undefined) return undefined;
  const { shared, modules } = dependencies;
  if (shared.isUnbounded || hasAny(shared.readDefaults?.[path], lines)) return undefined;
  const moduleOf = new Map(Object.entries(dependencies.tests));
  const reading: number[] = [];
  for (const { index, id } of tests) {
    const module = modules[moduleOf.get(id) ?? -1];
    if (module?.readDefaults === undefined) return undefined;
    if (module.isUnbounded || hasAny(module.readDefaults[path], lines)) reading.push(index);
  }
  return reading;
}

type TestsByLine = Map<number, number[]>;

function invert(
  tests: readonly StoredTest[],
  linesOfTest: (test: StoredTest) => Record<string, LineRange[]>,
): Map<string, TestsByLine> {
  const inverted = new Map<string, TestsByLine>();
  for (const test of tests) {
    for (const [path, ranges] of Object.entries(linesOfTest(test))) {
      const lines = entryOf(inverted, path, () => new Map<number, number[]>());
      for (const line of linesOf(ranges)) entryOf(lines, line, () => []).push(test.index);
    }
  }
  return inverted;
}

function testsOfAny(tests: TestsByLine | undefined, [first, last]: LineRange): number[] {
  const found = new Set<number>();
  for (let line = first; line <= last; line += 1) for (const test of tests?.get(line) ?? []) found.add(test);
  return [...found].sort((a, b) => a - b);
}

const hasAny = (ranges: readonly LineRange[] = [], [first, last]: LineRange): boolean =>
  ranges.some(([from, to]) => from <= last && to >= first);

function* linesOf(ranges: readonly LineRange[]): Generator<number> {
  for (const [first, last] of ranges) for (let line = first; line <= last; line += 1) yield line;
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const present = map.get(key);
  if (present !== undefined) return present;
  const created = create();
  map.set(key, created);
  return created;
}
