import assert from 'node:assert/strict';
import { baselineKey, createVerdictKeys, type VerdictKeyInput } from '../../../service/planning/cache-key.ts';
import type { TestDependencies } from '../../../shared/runner-report.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const SHA = (digit: string): string => digit.repeat(64);

/** Two tests in a module of their own each; the first one reads a file, the second one's file nobody else reads. */
const DEPENDENCIES: TestDependencies = {
  type: 'dependencies',
  environment: SHA('e'),
  collection: SHA('c'),
  files: [
    ['calculator.py', SHA('1')],
    ['test_add.py', SHA('2')],
    ['numbers.txt', SHA('3')],
    ['test_other.py', SHA('4')],
  ],
  shared: { files: [0], isUnbounded: false },
  modules: [
    { files: [1, 2], isUnbounded: false },
    { files: [3], isUnbounded: false },
  ],
  tests: { 'test_add.py::test_add': 0, 'test_other.py::test_other': 1 },
};

const INPUT: VerdictKeyInput = {
  settings: {},
  files: new Map([
    ...DEPENDENCIES.files.map(([path, sha256]) => [path, sha256 ?? ''] as const),
    ['data.bin', SHA('5')],
  ]),
  dependencies: DEPENDENCIES,
  tests: [
    { index: 0, id: 'test_add.py::test_add', isFlaky: false },
    { index: 1, id: 'test_other.py::test_other', isFlaky: false },
  ],
  sources: new Map([['calculator.py', SHA('1')]]),
};

const MUTANT = createMutant();

const keyOf = (overrides: Partial<VerdictKeyInput> = {}, mutant = MUTANT, coveredBy: readonly number[] = [0]) =>
  createVerdictKeys({ ...INPUT, ...overrides })({ mutant, coveredBy });

const withFile = (path: string, sha256: string | null): Partial<VerdictKeyInput> => ({
  files: new Map([...INPUT.files, [path, sha256 ?? '']]),
  dependencies: {
    ...DEPENDENCIES,
    files: DEPENDENCIES.files.map((file) => (file[0] === path ? [path, sha256] : file)),
  },
});

describe('createVerdictKeys', () => {
  const key = keyOf();

  it('gives the same key for the same input, whatever the order of tests and files', () => {
    assert.match(key ?? '', /^[0-9a-f]{64}$/);
    assert.equal(keyOf({ files: new Map([...INPUT.files].reverse()) }), key);
    assert.equal(keyOf({}, MUTANT, [1, 0]), keyOf({}, MUTANT, [0, 1]));
    const dependencies = {
      ...DEPENDENCIES,
      modules: [{ files: [2, 1], isUnbounded: false }, ...DEPENDENCIES.modules.slice(1)],
    };
    assert.equal(keyOf({ dependencies }), key);
  });

  const changes: Record<string, string | undefined> = {
    'another replacement': keyOf({}, createMutant({ replacement: '*' })),
    'another id': keyOf({}, createMutant({ id: 'ffffffffffffffff' })),
    'another place': keyOf({}, createMutant({ byteRange: [32, 33] })),
    'another text of the mutated file': keyOf({ sources: new Map([['calculator.py', SHA('9')]]) }),
    'another covering test': keyOf({}, MUTANT, [1]),
    'one more covering test': keyOf({}, MUTANT, [0, 1]),
    'a covering test that became flaky': keyOf({
      tests: INPUT.tests.map((test) => ({ ...test, isFlaky: test.index === 0 })),
    }),
    'other code that all tests share': keyOf(withFile('calculator.py', SHA('9'))),
    'another module of the test': keyOf(withFile('test_add.py', SHA('9'))),
    'other data that the test reads': keyOf(withFile('numbers.txt', SHA('9'))),
    'data that has gone': keyOf(withFile('numbers.txt', null)),
    'other data that nobody was seen to read': keyOf({ files: new Map([...INPUT.files, ['data.bin', SHA('9')]]) }),
    'an added file': keyOf({ files: new Map([...INPUT.files, ['README.md', SHA('9')]]) }),
    'another environment': keyOf({ dependencies: { ...DEPENDENCIES, environment: SHA('9') } }),
    'another number of workers': keyOf({ settings: { workers: 1 } }),
  };
  for (const [change, other] of Object.entries(changes)) {
    it(`gives another key for ${change}`, () => {
      assert.ok(other);
      assert.notEqual(other, key);
    });
  }

  it('gives the same key when a test changes that does not cover the mutant', () => {
    assert.equal(keyOf(withFile('test_other.py', SHA('9'))), key);
    const tests = INPUT.tests.map((test) => ({ ...test, isFlaky: test.index === 1 }));
    assert.equal(keyOf({ tests }), key);
  });

  it('gives the same key when documentation changes that no test reads', () => {
    const files = (sha256: string) => ({ files: new Map([...INPUT.files, ['docs/index.rst', sha256]]) });
    assert.equal(keyOf(files(SHA('8'))), keyOf(files(SHA('9'))));
  });

  it('gives another key for any changed file where a covering test started a process', () => {
    const modules = DEPENDENCIES.modules.map((module, index) => ({ ...module, isUnbounded: index === 0 }));
    const changed = (sha256: string) => {
      const { files, dependencies = DEPENDENCIES } = withFile('test_other.py', sha256);
      return { files: files ?? INPUT.files, dependencies: { ...dependencies, modules } };
    };
    assert.notEqual(keyOf(changed(SHA('8'))), keyOf(changed(SHA('9'))));
  });

  it('gives no key where no test covers the mutant, or where it is not known what one depends on', () => {
    assert.equal(keyOf({}, MUTANT, []), undefined);
    assert.equal(keyOf({ sources: new Map() }), undefined);
    assert.equal(keyOf({ dependencies: { ...DEPENDENCIES, tests: {} } }), undefined);
    assert.equal(keyOf({}, MUTANT, [7]), undefined);
  });
});

describe('baselineKey', () => {
  const key = baselineKey({}, INPUT.files, ['calculator.py']);

  it('changes with a file, the arguments of pytest and the measured files, and with nothing else of the settings', () => {
    assert.equal(baselineKey({ workers: 3 }, new Map([...INPUT.files].reverse()), ['calculator.py']), key);
    assert.notEqual(baselineKey({}, new Map([...INPUT.files, ['README.md', SHA('9')]]), ['calculator.py']), key);
    assert.notEqual(baselineKey({ 'pytest-arguments': ['-x'] }, INPUT.files, ['calculator.py']), key);
    assert.notEqual(baselineKey({}, INPUT.files, []), key);
  });
});
