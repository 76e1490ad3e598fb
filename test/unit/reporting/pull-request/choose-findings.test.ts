import assert from 'node:assert/strict';
import type { MutantStatus } from '../../../../shared/mutant.ts';
import type { MeasuredMutant } from '../../../../shared/mutant-result.ts';
import { chooseFindings, countOnChangedLines } from '../../../../service/reporting/pull-request/choose-findings.ts';
import { createMutant } from '../../../helpers/create-mutant.ts';

const at = (line: number, column: number, status: MutantStatus = 'Survived', path = 'a.py'): MeasuredMutant => ({
  ...createMutant({ path, location: { start: { line, column }, end: { line, column: column + 1 } } }),
  status,
  killedBy: [],
});

const ALL = new Map([
  ['a.py', [[1, 99] as const]],
  ['b.py', [[1, 99] as const]],
]);

const places = (
  mutants: readonly MeasuredMutant[],
  changed: ReadonlyMap<string, (readonly [number, number])[]> = ALL,
) =>
  chooseFindings(mutants, changed).map(
    ({ mutant, othersOnLine }) =>
      `${mutant.path}:${mutant.location.start.line}:${mutant.location.start.column} +${othersOnLine}`,
  );

describe('chooseFindings', () => {
  it('takes mutants that survived or that no test covers, and no others', () => {
    const others = (['Killed', 'Timeout', 'RuntimeError', 'Flaky', 'Ignored', 'Pending', 'CompileError'] as const).map(
      (status, index) => at(index + 3, 1, status),
    );
    assert.deepEqual(places([at(1, 1), at(2, 1, 'NoCoverage'), ...others]), ['a.py:1:1 +0', 'a.py:2:1 +0']);
  });

  it('leaves out what touches no changed line', () => {
    const spanning = { ...at(8, 1), location: { start: { line: 8, column: 1 }, end: { line: 10, column: 2 } } };
    const changed = new Map([['a.py', [[2, 3] as const, [10, 12] as const]]]);
    assert.deepEqual(
      places([at(1, 1), at(2, 1), at(4, 1), spanning, at(13, 1), at(2, 1, 'Survived', 'b.py')], changed),
      ['a.py:2:1 +0', 'a.py:8:1 +0'],
    );
  });

  it('takes one mutant of a line, and counts the others', () => {
    assert.deepEqual(places([at(1, 9), at(1, 5), at(1, 2, 'NoCoverage'), at(2, 1)]), ['a.py:1:5 +2', 'a.py:2:1 +0']);
  });

  it('puts what tests ran into before what no test runs, then goes by path and line', () => {
    const mutants = [at(1, 1, 'NoCoverage'), at(10, 1, 'Survived', 'b.py'), at(9, 1), at(2, 1, 'Survived', 'b.py')];
    assert.deepEqual(places(mutants), ['a.py:9:1 +0', 'b.py:2:1 +0', 'b.py:10:1 +0', 'a.py:1:1 +0']);
  });
});

describe('countOnChangedLines', () => {
  it('counts every uncaught mutant of a changed line, and no other', () => {
    const changed = new Map([['a.py', [[2, 3] as const]]]);
    const mutants = [at(1, 1), at(2, 1), at(2, 5, 'NoCoverage'), at(3, 1, 'Killed'), at(2, 1, 'Survived', 'b.py')];
    assert.equal(countOnChangedLines(mutants, changed), 2);
  });
});
