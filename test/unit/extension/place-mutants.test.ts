import assert from 'node:assert/strict';
import { scoreByFunction } from '../../../extension/marks/score-by-function.ts';
import { groupByLine } from '../../../extension/results/group-by-line.ts';
import { placeMutants } from '../../../extension/results/place-mutants.ts';
import type { KnownMutant } from '../../../extension/results/results-snapshot.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import { createMutants } from '../../helpers/create-mutant.ts';

const known = (line: number, status: MutantStatus = 'Survived', lastLine = line): KnownMutant => {
  const location = { start: { line, column: 3 }, end: { line: lastLine, column: 5 } };
  const [mutant] = createMutants(1, { location });
  return { mutant: { ...mutant!, id: `${line}`.padStart(16, '0'), status, killedBy: [] }, runId: 'run' };
};
const place = (mutants: readonly KnownMutant[], before: string, after: string) =>
  placeMutants(mutants, () => before, after);

describe('placeMutants', () => {
  it('moves a mutant with its line and keeps its columns', () => {
    const [placed] = place([known(2)], 'a\nb\nc', 'x\ny\na\nb\nc');
    assert.deepEqual(placed?.location, { start: { line: 4, column: 3 }, end: { line: 4, column: 5 } });
    assert.equal(placed.isStale, false);
  });

  it('says that a mutant is stale where any of its lines changed', () => {
    const [single] = place([known(2)], 'a\nb\nc', 'a\nB\nc');
    assert.equal(single?.isStale, true);
    assert.equal(single.location.start.line, 2);
    const [several] = place([known(1, 'Survived', 3)], 'a\nb\nc', 'a\nb\nC');
    assert.equal(several?.isStale, true);
    const [tornApart] = place([known(1, 'Survived', 2)], 'a\nb\nc', 'a\nx\nb\nc');
    assert.equal(tornApart?.isStale, true);
  });

  it('never places a mutant behind the end of the text', () => {
    const [placed] = place([known(9)], 'a\nb\nc\nd\ne\nf\ng\nh\ni', '');
    assert.equal(placed?.location.start.line, 1);
  });

  it('takes the place as it was while the measured text is not known', () => {
    const [placed] = placeMutants([known(2)], () => undefined, 'x\ny\nz');
    assert.deepEqual([placed?.location.start.line, placed?.isStale], [2, false]);
  });
});

describe('groupByLine', () => {
  it('counts all mutants of a line that has an uncaught one, and passes over lines without', () => {
    const text = 'a\nb\nc';
    const lines = groupByLine(place([known(1), known(2, 'Killed'), { ...known(1, 'Timeout') }], text, text));
    assert.deepEqual(
      lines.map(({ line, total, uncaught }) => [line, total, uncaught.length]),
      [[1, 2, 1]],
    );
  });

  it('marks a line as without coverage only where none of its uncaught mutants was run', () => {
    const text = 'a\nb\nc';
    const lines = groupByLine(place([known(1, 'NoCoverage'), known(2, 'NoCoverage'), known(2)], text, text));
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['no-coverage', 'survived'],
    );
  });
});

describe('scoreByFunction', () => {
  it('counts what was caught and what was not, function by function, and nothing at module level or stale', () => {
    const inFunction = (name: string, line: number, status: MutantStatus): KnownMutant => {
      const { mutant, runId } = known(line, status);
      return { mutant: { ...mutant, functionName: name }, runId };
    };
    const mutants = [
      inFunction('f', 1, 'Killed'),
      inFunction('f', 2, 'Survived'),
      inFunction('f', 2, 'RuntimeError'),
      inFunction('', 2, 'Survived'),
      inFunction('g', 3, 'Timeout'),
    ];
    assert.deepEqual(scoreByFunction(place(mutants, 'a\nb\nc', 'a\nb\nc')), [
      { name: 'f', line: 1, caught: 1, uncaught: 1, marked: 0 },
      { name: 'g', line: 3, caught: 1, uncaught: 0, marked: 0 },
    ]);
    assert.deepEqual(scoreByFunction(place(mutants, 'a\nb\nc', 'A\nB\nC')), []);
  });
});
