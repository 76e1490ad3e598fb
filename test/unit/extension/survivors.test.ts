import assert from 'node:assert/strict';
import { describeOutcome, describeProgress } from '../../../extension/measuring/describe-run.ts';
import type { KnownMutant, KnownRun } from '../../../extension/results/results-snapshot.ts';
import { buildSurvivorTree, type SurvivorFilter } from '../../../extension/survivors/survivor-tree.ts';
import { findServiceState } from '../../../extension/survivors/service-state.ts';
import { stateOfView } from '../../../extension/survivors/view-state.ts';
import { emptyMutantCounts } from '../../../shared/mutation-score.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import { createMutant } from '../../helpers/create-mutant.ts';

const translate = (message: string, ...args: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)]));
const known = (
  id: string,
  path: string,
  functionName: string,
  line: number,
  status: MutantStatus = 'Survived',
): KnownMutant => {
  const location = { start: { line, column: 1 }, end: { line, column: 2 } };
  return {
    mutant: { ...createMutant({ id: id.repeat(16), path, functionName, location }), status, killedBy: [] },
    runId: 'run',
  };
};

describe('buildSurvivorTree', () => {
  const all = [known('c', 'b.py', 'g', 9, 'NoCoverage'), known('b', 'a.py', 'f', 7), known('a', 'a.py', '', 2)];
  const tree = (filter: SurvivorFilter, path?: string) =>
    buildSurvivorTree(all, filter, path).map((file) => [file.path, file.count, file.functions.map(({ name }) => name)]);

  it('has files in order of their names and functions in order of the text', () => {
    assert.deepEqual(tree('all'), [
      ['a.py', 2, ['', 'f']],
      ['b.py', 1, ['g']],
    ]);
  });

  it('shows what passes the filter', () => {
    assert.deepEqual(tree('currentFile', 'b.py'), [['b.py', 1, ['g']]]);
    assert.deepEqual(tree('currentFile'), []);
    assert.deepEqual(tree('survived'), [['a.py', 2, ['', 'f']]]);
    assert.deepEqual(tree('noCoverage'), [['b.py', 1, ['g']]]);
  });
});

describe('stateOfView', () => {
  const nothing = { runs: [undefined], uncaught: 0, shown: 0, hasPythonTests: true, service: 'ready' as const };

  it('has a state for everything that a person can meet', () => {
    assert.equal(stateOfView({ ...nothing, runs: [] }), 'noFolder');
    assert.equal(stateOfView({ ...nothing, hasPythonTests: false }), 'noPython');
    assert.equal(stateOfView(nothing), 'noRun');
    assert.equal(stateOfView({ ...nothing, service: 'signedOut' }), 'signedOut');
    assert.equal(stateOfView({ ...nothing, service: 'noRemote', runs: ['Failed'] }), 'noRemote');
    assert.equal(stateOfView({ ...nothing, service: 'signedOut', runs: ['Completed'] }), 'allCaught');
    assert.equal(stateOfView({ ...nothing, runs: ['Running'] }), 'running');
    assert.equal(stateOfView({ ...nothing, runs: ['Failed'] }), 'failed');
    assert.equal(stateOfView({ ...nothing, runs: ['Completed'] }), 'allCaught');
    assert.equal(stateOfView({ ...nothing, runs: ['Completed'], uncaught: 2 }), 'filtered');
    assert.equal(stateOfView({ ...nothing, runs: ['Completed'], uncaught: 2, shown: 1 }), 'results');
  });
});

describe('findServiceState', () => {
  const look = (serviceUrl: string, token?: string, remotes: readonly number[] = [1]) =>
    findServiceState({
      serviceUrl,
      findToken: () => Promise.resolve(token),
      countRemotes: () => Promise.resolve(remotes),
    });

  it('asks for signing in and a remote only where a service elsewhere is named', async () => {
    assert.equal(await look(''), 'ready');
    assert.equal(await look('https://tinybug.example'), 'signedOut');
    assert.equal(await look('https://tinybug.example', 'token'), 'ready');
    assert.equal(await look('https://tinybug.example', 'token', [0, 0]), 'noRemote');
    assert.equal(await look('https://tinybug.example', 'token', [0, 2]), 'ready');
    assert.equal(await look('http://127.0.0.1:7373', 'token', [0]), 'ready');
  });
});

describe('What the status bar says of a run', () => {
  const run: KnownRun = {
    id: '11111111-1111-4111-8111-111111111111',
    scope: { kind: 'project' },
    status: 'Running',
    phase: 'measure',
    counts: { ...emptyMutantCounts(), Killed: 6, Survived: 2, NoCoverage: 1, RuntimeError: 1 },
    selection: { enumerated: 30, suppressed: 0, selected: 20, noCoverage: 1 },
    lastSequence: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
  };

  it('counts while it goes on', () => {
    assert.equal(describeProgress(run, translate), '10 of 20 mutants, 3 uncaught');
    assert.equal(
      describeProgress({ ...run, phase: 'baseline', baselineProgress: { finished: 3, total: 9 } }, translate),
      'running the tests, 3 of 9',
    );
  });

  it('never rounds a score up, and shows none that is withheld', () => {
    const withheld = { detected: 0, undetected: 0, valid: 0, withoutVerdict: 0, withheld: [] };
    const score = { ...withheld, score: 0.9999 };
    assert.equal(describeOutcome({ ...run, status: 'Completed', score }, translate), '99 %, 3 uncaught');
    assert.equal(describeOutcome({ ...run, status: 'Completed', score: withheld }, translate), '3 uncaught, no score');
    assert.equal(describeOutcome({ ...run, status: 'Failed' }, translate), 'run failed');
  });
});
