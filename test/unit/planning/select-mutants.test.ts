import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Mutant } from '../../../shared/mutant.ts';
import type { TestDependencies } from '../../../shared/runner-report.ts';
import { selectMutants, type SelectionInput } from '../../../service/planning/select-mutants.ts';
import type { StoredTest } from '../../../service/storage/store.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const test = (index: number, lines: StoredTest['lines'], cpuMs = 10): StoredTest => ({
  index,
  id: `tests/test_a.py::test_${index}`,
  cpuMs,
  wallMs: cpuMs,
  isFlaky: false,
  lines,
});

const mutantOn = (line: number, number: number, overrides: Partial<Mutant> = {}): Mutant =>
  createMutant({
    id: number.toString(16).padStart(16, '0'),
    path: 'a.py',
    location: { start: { line, column: 1 }, end: { line, column: 2 } },
    coverageLines: [line, line],
    ...overrides,
  });

const select = (mutants: Mutant[], rest: Partial<SelectionInput> = {}) => {
  const selection = selectMutants({
    mutants: mutants.map((mutant) => ({ mutant, status: 'Pending' })),
    tests: [],
    importLines: {},
    workers: 1,
    shards: 1,
    ...rest,
  });
  return { ...selection, byId: new Map(selection.selected.map((fate) => [fate.mutantId, fate])) };
};

const only = (mutant: Mutant, rest: Partial<SelectionInput>) => {
  const fate = select([mutant], rest).byId.get(mutant.id);
  assert.ok(fate);
  return fate;
};

describe('selectMutants: coverage', () => {
  it('gives a mutant the tests that execute any of its statement’s lines', () => {
    const tests = [test(0, { 'a.py': [[1, 3]] }), test(1, { 'a.py': [[9, 9]] }), test(2, { 'b.py': [[3, 3]] })];
    assert.deepEqual(only(mutantOn(3, 1), { tests }).coveredBy, [0]);
    assert.deepEqual(only(mutantOn(3, 1, { coverageLines: [3, 9] }), { tests }).coveredBy.toSorted(), [0, 1]);
  });

  it('is NoCoverage where nothing executes the lines, static or not', () => {
    const tests = [test(0, { 'a.py': [[1, 3]] })];
    assert.equal(only(mutantOn(5, 1), { tests }).status, 'NoCoverage');
    assert.equal(
      only(mutantOn(5, 1, { static: true }), { tests, importLines: { 'a.py': [[1, 2]] } }).status,
      'NoCoverage',
    );
  });

  it('runs every test for code that runs while modules are imported, those of its file first', () => {
    const tests = [test(0, { 'b.py': [[1, 1]] }), test(1, { 'a.py': [[7, 7]] }), test(2, {})];
    const fate = only(mutantOn(1, 1, { static: true }), { tests, importLines: { 'a.py': [[1, 2]] } });
    assert.deepEqual(fate.coveredBy, [1, 2, 0]);
    assert.deepEqual(only(mutantOn(1, 1), { tests, importLines: { 'a.py': [[1, 2]] } }).coveredBy, [1, 2, 0]);
  });

  it('runs every test for module-level code that a test imports by itself', () => {
    const tests = [test(0, {}), test(1, { 'a.py': [[1, 2]] })];
    assert.deepEqual(only(mutantOn(1, 1, { static: true }), { tests }).coveredBy, [1, 0]);
  });

  it('orders tests by time, quick ones first', () => {
    const tests = [
      test(0, { 'a.py': [[1, 1]] }, 500),
      test(1, { 'a.py': [[1, 1]] }, 2),
      test(2, { 'a.py': [[1, 1]] }, 30),
    ];
    assert.deepEqual(only(mutantOn(1, 1), { tests }).coveredBy, [1, 2, 0]);
  });

  it('orders flaky tests behind all others, because what they find is no proof', () => {
    const tests = [{ ...test(0, { 'a.py': [[1, 1]] }, 1), isFlaky: true }, test(1, { 'a.py': [[1, 1]] }, 500)];
    assert.deepEqual(only(mutantOn(1, 1), { tests }).coveredBy, [1, 0]);
  });
});

describe('selectMutants: mutants that only calls of one function show', () => {
  const enters = (index: number, line?: number): StoredTest => ({
    ...test(index, { 'a.py': [[line ?? 20, line ?? 20]] }),
    entered: line === undefined ? {} : { 'a.py': [[line, line]] },
  });
  const tests = [enters(0), enters(1, 5), enters(2, 6)];
  const importLines = { 'a.py': [[1, 9] as [number, number]] };
  const known = { tests, importLines, importEntered: { 'a.py': [[9, 9] as [number, number]] } };
  const confined = (kind: 'body' | 'default', line: number, last = line) =>
    mutantOn(5, 1, { static: kind === 'default', confinedTo: { kind, lines: [line, last] } });
  const nobody = { files: [], isUnbounded: false, readDefaults: {} };
  const reading = { ...nobody, readDefaults: { 'a.py': [[5, 5] as [number, number]] } };
  const dependencies = (rest: Partial<TestDependencies>): TestDependencies => ({
    type: 'dependencies',
    environment: '',
    collection: '',
    files: [],
    shared: nobody,
    modules: [nobody, nobody],
    tests: { 'tests/test_a.py::test_0': 0, 'tests/test_a.py::test_1': 1, 'tests/test_a.py::test_2': 1 },
    ...rest,
  });
  const coveredDefault = (rest: Partial<TestDependencies>) =>
    only(confined('default', 5), { ...known, dependencies: dependencies(rest) }).coveredBy.toSorted();

  it('of a body are run by the tests that enter it', () => {
    assert.deepEqual(only(confined('body', 5), known).coveredBy, [1]);
    assert.deepEqual(only(confined('body', 4, 6), known).coveredBy, [1, 2]);
  });

  it('are NoCoverage where no test does', () => {
    assert.equal(only(confined('body', 7), known).status, 'NoCoverage');
    assert.equal(only(confined('default', 7), { ...known, dependencies: dependencies({}) }).status, 'NoCoverage');
  });

  it('are run by every test where the function is entered at import', () => {
    assert.equal(only(confined('body', 9), known).coveredBy.length, 3);
    assert.equal(only(confined('body', 5, 9), known).coveredBy.length, 3);
    assert.equal(only(confined('default', 9), { ...known, dependencies: dependencies({}) }).coveredBy.length, 3);
  });

  it('are run by every test where one imports the file by itself, because those that call may need it', () => {
    const importing = { ...enters(3), lines: { 'a.py': [[1, 9] as [number, number]] } };
    assert.equal(only(confined('body', 5), { ...known, tests: [...tests, importing] }).coveredBy.length, 4);
  });

  it('are run by every test where the baseline does not say what is entered', () => {
    assert.equal(only(confined('body', 5), { ...known, importEntered: undefined }).coveredBy.length, 3);
    const partly = [...tests.slice(1), test(0, {})];
    assert.equal(only(confined('body', 5), { ...known, tests: partly }).coveredBy.length, 3);
  });

  it('of a default are run by the tests that enter the function, and those of modules that look at its defaults', () => {
    assert.deepEqual(coveredDefault({}), [1]);
    assert.deepEqual(coveredDefault({ modules: [reading, nobody] }), [0, 1]);
    assert.deepEqual(coveredDefault({ modules: [nobody, reading] }), [1, 2]);
  });

  it('of a default are run by the tests of modules that start processes, which look unseen', () => {
    assert.deepEqual(coveredDefault({ modules: [{ ...nobody, isUnbounded: true }, nobody] }), [0, 1]);
  });

  it('of a default are run by every test where anything may look at it, or it is not known who does', () => {
    const untold = { files: [], isUnbounded: false };
    assert.deepEqual(coveredDefault({ shared: reading }), [0, 1, 2]);
    assert.deepEqual(coveredDefault({ shared: { ...nobody, isUnbounded: true } }), [0, 1, 2]);
    assert.deepEqual(coveredDefault({ shared: untold }), [0, 1, 2]);
    assert.deepEqual(coveredDefault({ modules: [nobody, untold] }), [0, 1, 2]);
    assert.deepEqual(coveredDefault({ tests: {} }), [0, 1, 2]);
    assert.equal(only(confined('default', 5), known).coveredBy.length, 3);
  });
});

describe('selectMutants: changed lines', () => {
  it('ignores what is not on one, and a mutant of several lines counts if it touches one', () => {
    const changedLines = new Map([['a.py', [[4, 6] as const]]]);
    const tests = [test(0, { 'a.py': [[1, 20]] })];
    assert.equal(only(mutantOn(3, 1), { tests, changedLines }).statusReason, 'It is not on a changed line.');
    assert.equal(only(mutantOn(4, 1), { tests, changedLines }).status, 'Pending');
    assert.equal(only(mutantOn(6, 1), { tests, changedLines }).status, 'Pending');
    const long = mutantOn(2, 1, { location: { start: { line: 2, column: 1 }, end: { line: 5, column: 1 } } });
    assert.equal(only(long, { tests, changedLines }).status, 'Pending');
    assert.equal(only(mutantOn(5, 1, { path: 'b.py' }), { tests, changedLines }).status, 'Ignored');
  });
});

describe('selectMutants: maxMutants', () => {
  const tests = [test(0, { 'a.py': [[1, 100]] })];
  const chosen = (mutants: Mutant[], rest: Partial<SelectionInput>) =>
    select(mutants, { tests, ...rest })
      .selected.filter(({ status }) => status !== 'Ignored')
      .map(({ mutantId }) => mutantId);

  it('takes one mutant of each line before a second of any', () => {
    const mutants = [mutantOn(1, 1), mutantOn(1, 2), mutantOn(1, 3), mutantOn(2, 4), mutantOn(3, 5)];
    const lines = chosen(mutants, { maxMutants: 3 }).map(
      (id) => mutants.find((mutant) => mutant.id === id)?.location.start.line,
    );
    assert.deepEqual(lines.sort(), [1, 2, 3]);
  });

  it('spreads over functions', () => {
    const mutants = [1, 2, 3, 4].map((line) => mutantOn(line, line, { functionName: 'long' }));
    mutants.push(mutantOn(50, 50, { functionName: 'short' }));
    assert.ok(chosen(mutants, { maxMutants: 2 }).includes(mutants[4]!.id));
  });

  it('keeps mutants that no test covers in the sample, and counts them', () => {
    const mutants = [mutantOn(1, 1), mutantOn(200, 2)];
    const { summary } = select(mutants, { tests, maxMutants: 2 });
    assert.deepEqual(summary, { enumerated: 2, suppressed: 0, selected: 2, noCoverage: 1 });
  });

  it('chooses the same whatever order the mutants come in, and never more than allowed', () => {
    const mutants = Array.from({ length: 40 }, (_, index) =>
      mutantOn((index % 9) + 1, index, { functionName: `f${index % 4}` }),
    );
    const expected = chosen(mutants, { maxMutants: 13 }).sort();
    assert.equal(expected.length, 13);
    fc.assert(
      fc.property(fc.shuffledSubarray(mutants, { minLength: 40 }), (shuffled) => {
        assert.deepEqual(chosen(shuffled, { maxMutants: 13 }).sort(), expected);
      }),
    );
  });

  it('stops at the time budget, but measures one mutant at least', () => {
    const slow = [test(0, { 'a.py': [[1, 100]] }, 10_000)];
    const mutants = [1, 2, 3, 4].map((line) => mutantOn(line, line));
    assert.equal(chosen(mutants, { tests: slow, timeBudgetMs: 11_000 }).length, 2);
    assert.equal(chosen(mutants, { tests: slow, timeBudgetMs: 11_000, workers: 2 }).length, 4);
    assert.equal(chosen(mutants, { tests: slow, timeBudgetMs: 1 }).length, 1);
  });
});

describe('selectMutants: shards and counts', () => {
  const tests = [test(0, { 'a.py': [[1, 5000]] })];

  it('puts every mutant to run into exactly one shard, none above 2,000, and suppressed ones into none', () => {
    const mutants = Array.from({ length: 4_201 }, (_, index) => mutantOn(index + 1, index));
    const { selected, shardSizes } = select(mutants, { tests });
    assert.deepEqual(shardSizes.toSorted(), [2_000, 2_000, 201]);
    for (const [index, size] of shardSizes.entries()) {
      assert.equal(selected.filter(({ shardIndex }) => shardIndex === index).length, size);
    }
  });

  it('makes no more shards than are worth their start', () => {
    const slow = [test(0, { 'a.py': [[1, 100]] }, 2_000)];
    const mutants = Array.from({ length: 60 }, (_, index) => mutantOn(index + 1, index));
    const countShards = (rest: Partial<SelectionInput>) => select(mutants, { tests: slow, ...rest }).shardSizes.length;
    // Each mutant is expected to cost a second and ten milliseconds: half of its test, and its start.
    assert.equal(countShards({ shards: 20, workers: 20 }), 20);
    assert.equal(countShards({ shards: 20, workers: 20, worthAShardMs: 20_500 }), 3);
    assert.equal(countShards({ shards: 20, workers: 40, worthAShardMs: 20_500 }), 2);
    assert.equal(countShards({ shards: 20, workers: 20, worthAShardMs: 600_000 }), 1);
  });

  it('makes no shard where nothing is to be run', () => {
    assert.deepEqual(select([mutantOn(1, 1)], {}).shardSizes, []);
  });

  it('puts reused mutants into no shard, counts them, and lets them cost nothing of the time budget', () => {
    const mutants = [1, 2, 3].map((line) => mutantOn(line, line));
    const reused = new Set(mutants.slice(0, 2).map(({ id }) => id));
    const slow = [test(0, { 'a.py': [[1, 100]] }, 10_000)];
    const { selected, summary, shardSizes } = select(mutants, { tests: slow, reused, timeBudgetMs: 6_000 });
    assert.deepEqual(summary, { enumerated: 3, suppressed: 0, selected: 3, noCoverage: 0, reused: 2 });
    assert.deepEqual(shardSizes, [1]);
    for (const { mutantId, status, shardIndex } of selected) {
      assert.equal(status, 'Pending');
      assert.equal(shardIndex, reused.has(mutantId) ? undefined : 0);
    }
  });

  it('does not count a mutant as reused that is not in the sample', () => {
    const mutants = [1, 2, 3].map((line) => mutantOn(line, line));
    const reused = new Set(mutants.map(({ id }) => id));
    const { summary } = select(mutants, { tests, reused, maxMutants: 1 });
    assert.deepEqual(summary, { enumerated: 3, suppressed: 0, selected: 1, noCoverage: 0, reused: 1 });
  });

  it('counts suppressed mutants apart and decides nothing about them', () => {
    const selection = selectMutants({
      mutants: [
        { mutant: mutantOn(1, 1), status: 'Pending' },
        { mutant: mutantOn(2, 2), status: 'Ignored' },
      ],
      tests,
      importLines: {},
      workers: 1,
      shards: 1,
    });
    assert.deepEqual(selection.summary, { enumerated: 1, suppressed: 1, selected: 1, noCoverage: 0 });
    assert.equal(selection.selected.length, 1);
  });
});

describe('selectMutants: lines asked for', () => {
  it('ignores mutants on other lines of a limited file, and says why; other files are whole', () => {
    const mutants = [mutantOn(3, 1), mutantOn(9, 2), mutantOn(9, 3, { path: 'b.py' })];
    const { byId, summary } = select(mutants, { lineScopes: new Map([['a.py', [[1, 4]]]]) });
    assert.deepEqual([...byId.values()].map(({ status, statusReason }) => statusReason ?? status).toSorted(), [
      'It is not on a line that was asked for.',
      'NoCoverage',
      'NoCoverage',
    ]);
    assert.equal(summary.selected, 2);
  });
});
