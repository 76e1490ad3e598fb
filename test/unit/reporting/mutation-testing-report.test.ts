import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { MutantStatus } from '../../../shared/mutant.ts';
import { createMutationTestingReport } from '../../../service/reporting/mutation-testing-report.ts';
import type { Triage } from '../../../shared/triage.ts';
import { replaceRange } from '../../../shared/text-position.ts';
import type { StoredMutant, StoredTest } from '../../../service/storage/store.ts';
import { createEvidence, createMutant, createResult } from '../../helpers/create-mutant.ts';
import { createRepository, createRun } from '../../helpers/create-run.ts';
import { findSampleMutants, readSampleSources } from '../../helpers/sample-run.ts';

const SCHEMA = createRequire(import.meta.url)(
  'mutation-testing-report-schema/mutation-testing-report-schema.json',
) as object;
const SOURCE = 'def add(a, b):\n    return a + b\n';

const TESTS: readonly StoredTest[] = ['tests/test_a.py::test_one', 'tests/test_a.py::TestB::test_two[x::y]'].map(
  (id, index) => ({
    index,
    id,
    cpuMs: 1,
    wallMs: 1,
    isFlaky: false,
    lines: {},
  }),
);

function reportOf(
  mutants: readonly StoredMutant[],
  sources = [{ path: 'calculator.py', text: SOURCE, sha256: '' }],
  marks: ReadonlyMap<string, Triage> = new Map(),
) {
  const baseline = { tests: 2, flakyTests: [], wallMs: 5, cpuMs: 4, pythonVersion: '3.12.1', pytestVersion: '8.3.4' };
  const run = createRun({ baseline, commit: 'abc', settings: { paths: ['.'] } });
  return createMutationTestingReport({
    run,
    repository: createRepository(),
    sources,
    mutants,
    tests: TESTS,
    marks,
    version: '1.2.3',
  });
}

const stored = (overrides: Partial<StoredMutant> = {}): StoredMutant => ({
  mutant: createMutant(),
  status: 'Survived',
  coveredBy: [],
  ...overrides,
});

function validate(report: unknown): void {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const isValid = ajv.validate(SCHEMA, report);
  assert.ok(isValid, ajv.errorsText());
}

describe('createMutationTestingReport', () => {
  it('keeps the measured status of a marked mutant and puts the mark before its reason', () => {
    const mark = { reason: 'same', proposedBy: 'person', by: 'ada', at: '2026-12-01T10:00:00.000Z' } as const;
    const { id } = createMutant();
    const exported = (status: MutantStatus, kind: Triage['kind']) => {
      const stored = { mutant: createMutant(), status, statusReason: 'why', coveredBy: [] };
      const report = reportOf([stored], undefined, new Map([[id, { ...mark, kind }]]));
      const [mutant] = report.files['calculator.py']?.mutants ?? [];
      return [mutant?.status, mutant?.statusReason];
    };
    assert.deepEqual(exported('Survived', 'not-useful'), [
      'Survived',
      'Marked as not useful by ada on 2026-12-01: same\nwhy',
    ]);
    assert.deepEqual(exported('Killed', 'equivalent'), [
      'Killed',
      'Marked as equivalent by ada on 2026-12-01: same (This is wrong: a test caught it.)\nwhy',
    ]);
  });

  it('matches the report schema, version 2, with mutants of every status', () => {
    const statuses = [
      'Killed',
      'Survived',
      'Timeout',
      'NoCoverage',
      'RuntimeError',
      'CompileError',
      'Ignored',
      'Pending',
      'Flaky',
    ] as const;
    const mutants = statuses.map((status: MutantStatus, index) =>
      stored({ mutant: createMutant({ id: `${index}`.repeat(16) }), status, statusReason: 'because', coveredBy: [0] }),
    );
    const report = reportOf(mutants);
    validate(report);
    assert.equal(report.schemaVersion, '2');
    assert.deepEqual(
      report.files['calculator.py']?.mutants.map(({ status }) => status),
      ['Killed', 'Survived', 'Timeout', 'NoCoverage', 'RuntimeError', 'CompileError', 'Ignored', 'Pending', 'Ignored'],
    );
  });

  it('exports Flaky as Ignored and says so in the reason', () => {
    const [mutant] =
      reportOf([stored({ status: 'Flaky', statusReason: '2 of 3' })]).files['calculator.py']?.mutants ?? [];
    assert.deepEqual([mutant?.status, mutant?.statusReason], ['Ignored', 'Flaky: 2 of 3']);
  });

  it('gives locations such that replacing the range by the replacement gives the mutant', async () => {
    const sources = await readSampleSources();
    const mutants = sources.flatMap(findSampleMutants);
    const report = reportOf(
      mutants.map((mutant) => stored({ mutant })),
      sources,
    );
    for (const mutant of mutants) {
      const file = report.files[mutant.path];
      const reported = file?.mutants.find(({ id }) => id === mutant.id);
      assert.ok(file !== undefined && reported?.replacement !== undefined);
      const bytes = Buffer.from(file.source);
      const [start, end] = mutant.byteRange;
      const spliced = Buffer.concat([bytes.subarray(0, start), Buffer.from(mutant.replacement), bytes.subarray(end)]);
      assert.equal(replaceRange(file.source, reported.location, reported.replacement), spliced.toString());
    }
    assert.equal(mutants.length, 20);
  });

  it('names the tests that cover and kill a mutant, and lists every test under its file', () => {
    const killingTest = {
      id: 'tests/test_a.py::test_one',
      exception: 'AssertionError',
      message: 'assert 1 == 2',
      file: 'tests/test_a.py',
      line: 7,
      phase: 'call' as const,
    };
    const evidence = createEvidence({ killingTest, wallMs: 12.5, testsRun: 1 });
    const result = createResult({ status: 'Killed', killedBy: [killingTest.id], evidence });
    const report = reportOf([stored({ status: 'Killed', coveredBy: [0, 1], result })]);
    validate(report);
    const [mutant] = report.files['calculator.py']?.mutants ?? [];
    assert.deepEqual(mutant?.killedBy, ['0']);
    assert.deepEqual(mutant.coveredBy, ['0', '1']);
    assert.deepEqual([mutant.duration, mutant.testsCompleted], [12.5, 1]);
    assert.equal(mutant.statusReason, 'AssertionError: assert 1 == 2 (tests/test_a.py:7)');
    assert.deepEqual(report.testFiles?.['tests/test_a.py']?.tests, [
      { id: '0', name: 'test_one' },
      { id: '1', name: 'TestB::test_two[x::y]' },
    ]);
  });

  it('lists a file whose collection noticed a mutant as a test of its own', () => {
    const result = createResult({ status: 'Killed', killedBy: ['tests/test_b.py'] });
    const report = reportOf([stored({ status: 'Killed', result })]);
    assert.deepEqual(report.testFiles?.['tests/test_b.py']?.tests, [
      { id: 'tests/test_b.py', name: 'collecting tests/test_b.py' },
    ]);
  });

  it('says what it was made by and where', () => {
    const report = reportOf([stored()]);
    assert.deepEqual(report.framework, {
      name: 'Tinybug',
      version: '1.2.3',
      dependencies: { python: '3.12.1', pytest: '8.3.4' },
    });
    assert.deepEqual(report.system, { ci: false });
    assert.deepEqual(report.config, { paths: ['.'], commit: 'abc', isDirty: false });
  });

  it('refuses mutants of a file that is not stored, instead of showing them in an empty one', () => {
    assert.throws(() => reportOf([stored({ mutant: createMutant({ path: 'gone.py' }) })]), /gone\.py is not stored/);
  });
});
