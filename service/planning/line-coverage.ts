import type { LineRange } from '../../shared/mutant.ts';
import type { ExecutedLines } from '../../shared/runner-report.ts';
import type { StoredTest } from '../storage/store.ts';

/** Which tests execute which lines, asked by line. */
export interface LineCoverage {
  /** Indexes of the tests that execute at least one of the lines, ascending. */
  testsOn(path: string, lines: LineRange): number[];
  /** Indexes of the tests that execute anything in the file, ascending. */
  testsOf(path: string): number[];
  /** Whether one of the lines runs while modules are imported. */
  isImported(path: string, lines: LineRange): boolean;
}

/** Turns "the lines of each test" into "the tests of each line", once. */
export function indexLineCoverage(tests: readonly StoredTest[], importLines: ExecutedLines): LineCoverage {
  const testsByLine = new Map<string, Map<number, number[]>>();
  const testsByFile = new Map<string, number[]>();
  for (const test of tests) {
    for (const [path, ranges] of Object.entries(test.lines)) {
      if (ranges.length === 0) continue;
      entryOf(testsByFile, path, () => []).push(test.index);
      const lines = entryOf(testsByLine, path, () => new Map<number, number[]>());
      for (const line of linesOf(ranges)) entryOf(lines, line, () => []).push(test.index);
    }
  }
  return {
    testsOn(path, [first, last]) {
      const lines = testsByLine.get(path);
      const found = new Set<number>();
      for (let line = first; line <= last; line += 1) for (const test of lines?.get(line) ?? []) found.add(test);
      return [...found].sort((a, b) => a - b);
    },
    testsOf: (path) => testsByFile.get(path) ?? [],
    isImported: (path, [first, last]) => (importLines[path] ?? []).some(([from, to]) => from <= last && to >= first),
  };
}

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
