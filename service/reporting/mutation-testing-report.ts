import type {
  FileResult,
  MutantResult as ReportMutant,
  MutationTestResult,
  TestDefinition,
  TestFile,
} from 'mutation-testing-report-schema/api';
import type { Repository, Run } from '../../shared/run.ts';
import type { Triage } from '../../shared/triage.ts';
import type { StoredMutant, StoredSource, StoredTest } from '../storage/store.ts';
import { reportTestIds, toReportMutant } from './report-mutant.ts';

/** All that a report is made of. */
export interface ReportedRun {
  readonly run: Run;
  readonly repository: Repository;
  readonly sources: readonly StoredSource[];
  readonly mutants: readonly StoredMutant[];
  readonly tests: readonly StoredTest[];
  /** Marks that hold, by mutant id. */
  readonly marks: ReadonlyMap<string, Triage>;
  /** Of Tinybug. */
  readonly version: string;
}

/** Where the report's colours change, in per cent. */
const THRESHOLDS = { high: 80, low: 60 };

/** A run in the mutation-testing-report-schema, version 2. Files without a mutant are left out. */
export function createMutationTestingReport({
  run,
  repository,
  sources,
  mutants,
  tests,
  marks,
  version,
}: ReportedRun): MutationTestResult {
  const testIds = reportTestIds(tests);
  const mutantsOfPath = groupBy(mutants, ({ mutant }) => mutant.path);
  const textOfPath = new Map(sources.map(({ path, text }) => [path, text]));
  const files = [...mutantsOfPath].map(([path, ofPath]): [string, FileResult] => [
    path,
    {
      language: 'python',
      source: requireText(textOfPath, path),
      mutants: ofPath.map((stored) => toReportMutant(stored, testIds, marks.get(stored.mutant.id))),
    },
  ]);
  const reportMutants = files.flatMap(([, file]) => file.mutants);
  return {
    schemaVersion: '2',
    thresholds: THRESHOLDS,
    files: Object.fromEntries(files),
    testFiles: toTestFiles(tests, reportMutants),
    framework: {
      name: 'Tinybug',
      version,
      ...(run.baseline && {
        dependencies: { python: run.baseline.pythonVersion, pytest: run.baseline.pytestVersion },
      }),
    },
    system: { ci: repository.ciProvider !== 'local' },
    config: {
      ...run.settings,
      ...(run.since !== undefined && { since: run.since }),
      ...(run.commit !== undefined && { commit: run.commit, isDirty: run.isDirty }),
    },
  };
}

function requireText(textOfPath: ReadonlyMap<string, string>, path: string): string {
  const text = textOfPath.get(path);
  if (text === undefined) throw new Error(`The source of ${path} is not stored, although it has mutants.`);
  return text;
}

/** The run's tests by file. A file whose collection noticed a mutant stands among its own tests. */
function toTestFiles(tests: readonly StoredTest[], mutants: readonly ReportMutant[]): Record<string, TestFile> {
  const known = tests.map(({ index, id }) => ({ id: String(index), nodeId: id }));
  const knownIds = new Set(known.map(({ id }) => id));
  const collected = new Set(mutants.flatMap(({ killedBy }) => killedBy ?? []).filter((id) => !knownIds.has(id)));
  const testsOfFile = groupBy([...known, ...Array.from(collected, (id) => ({ id, nodeId: id }))], ({ nodeId }) =>
    fileOfTest(nodeId),
  );
  return Object.fromEntries(
    [...testsOfFile].map(([file, ofFile]) => [file, { tests: ofFile.map((test) => toTestDefinition(test, file)) }]),
  );
}

const fileOfTest = (nodeId: string): string => nodeId.split('::', 1)[0] ?? nodeId;

function toTestDefinition({ id, nodeId }: { id: string; nodeId: string }, file: string): TestDefinition {
  return { id, name: nodeId === file ? `collecting ${file}` : nodeId.slice(file.length + '::'.length) };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
