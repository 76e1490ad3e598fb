import { TinybugError } from '../../shared/error-code.ts';
import type { BaselineSummary } from '../../shared/run.ts';
import type {
  BaselineTest,
  FunctionLines,
  ExecutedLines,
  RunnerRecord,
  TestDependencies,
} from '../../shared/runner-report.ts';
import type { BaselineCoverage } from '../planning/line-coverage.ts';
import type { StoredTest } from '../storage/store.ts';

/** What a baseline job has reported so far. */
export interface BaselineReport {
  pythonVersion: string;
  pytestVersion: string;
  /** By id, in the order in which the suite ran them. */
  readonly tests: Map<string, BaselineTest>;
  importLines: ExecutedLines;
  importEntered: FunctionLines | undefined;
  readonly flakyTests: Set<string>;
  dependencies: TestDependencies | undefined;
  /** The run whose baseline still holds. */
  knownRunId: string | undefined;
  cpuMs: number;
  wallMs: number;
  isWhole: boolean;
}

export const emptyBaselineReport = (): BaselineReport => ({
  pythonVersion: '',
  pytestVersion: '',
  tests: new Map(),
  importLines: {},
  importEntered: undefined,
  flakyTests: new Set(),
  dependencies: undefined,
  knownRunId: undefined,
  cpuMs: 0,
  wallMs: 0,
  isWhole: false,
});

export function addBaselineRecord(report: BaselineReport, record: RunnerRecord): void {
  switch (record.type) {
    case 'started':
      report.pythonVersion = record.pythonVersion;
      report.pytestVersion = record.pytestVersion;
      return;
    case 'test':
      if (!report.tests.has(record.id)) report.tests.set(record.id, record);
      return;
    case 'import-lines':
      report.importLines = record.lines;
      report.importEntered = record.entered;
      return;
    case 'flaky':
      for (const id of record.ids) report.flakyTests.add(id);
      return;
    case 'dependencies':
      report.dependencies = record;
      return;
    case 'baseline-known':
      report.knownRunId = record.runId;
      return;
    case 'finished':
      report.cpuMs = record.cpuMs;
      report.wallMs = record.wallMs;
      report.isWhole = true;
      return;
    case 'collected':
    case 'canary':
    case 'notice':
    case 'result':
    case 'failed':
      return;
  }
}

export const summarizeBaseline = (report: BaselineReport): BaselineSummary => ({
  tests: report.tests.size,
  flakyTests: [...report.flakyTests],
  wallMs: report.wallMs,
  cpuMs: report.cpuMs,
  pythonVersion: report.pythonVersion,
  pytestVersion: report.pytestVersion,
});

/**
 * The tests that can notice a mutant: those that pass without one, and flaky ones, marked.
 * A skipped test runs nothing, and one that is expected to fail fails anyhow.
 *
 * @throws TinybugError `baseline-failed`, `no-tests`
 */
export function testsOfBaseline(report: BaselineReport): StoredTest[] {
  const all = [...report.tests.values()];
  const failed = all.filter(({ id, outcome }) => outcome === 'failed' && !report.flakyTests.has(id));
  if (failed.length > 0) throw new TinybugError('baseline-failed', listFailedTests(failed));
  const usable = all.filter(({ id, outcome }) => outcome === 'passed' || report.flakyTests.has(id));
  if (usable.length === 0)
    throw new TinybugError('no-tests', `None of ${all.length} tests passed; all were skipped or are expected to fail.`);
  return usable.map(({ id, cpuMs, wallMs, lines, entered }, index) => ({
    index,
    id,
    cpuMs,
    wallMs,
    lines,
    ...(entered && { entered }),
    isFlaky: report.flakyTests.has(id),
  }));
}

/** @throws TinybugError as `testsOfBaseline` */
export const coverageOfBaseline = (report: BaselineReport): BaselineCoverage => ({
  tests: testsOfBaseline(report),
  importLines: report.importLines,
  importEntered: report.importEntered,
  dependencies: report.dependencies,
});

const MOST_TESTS_NAMED = 20;

function listFailedTests(failed: readonly BaselineTest[]): string {
  const named = failed
    .slice(0, MOST_TESTS_NAMED)
    .map(({ id, message }) => (message === undefined ? id : `${id}: ${message}`));
  const rest = failed.length - named.length;
  return [`${failed.length} tests fail without any mutant:`, ...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(
    '\n',
  );
}
