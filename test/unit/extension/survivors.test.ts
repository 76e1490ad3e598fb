import assert from 'node:assert/strict';
import { describeOutcome, describeProgress } from '../../../extension/measuring/describe-run.ts';
import type { KnownMutant, KnownRun } from '../../../extension/results/results-snapshot.ts';
import { keepFilter, readFilter } from '../../../extension/survivors/kept-filter.ts';
import {
  buildSurvivorTree,
  type ListedMutant,
  type SurvivorScope,
} from '../../../extension/survivors/survivor-tree.ts';
import { findServiceState } from '../../../extension/survivors/service-state.ts';
import { stateOfView } from '../../../extension/survivors/view-state.ts';
import { emptyMutantCounts } from '../../../shared/mutation-score.ts';
import type { MutantStatus } from '../../../shared/mutant.ts';
import type { Triage, TriageKind } from '../../../shared/triage.ts';
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

const mark = (kind: TriageKind): Triage => ({
  ...{ kind, reason: 'same', proposedBy: 'person', by: 'ada', at: '2026-12-01T10:00:00.000Z' },
});
const listed = (mutant: KnownMutant, triage?: Triage): ListedMutant => {
  const { start, end } = mutant.mutant.location;
  return { known: mutant, triage, firstLine: start.line, lastLine: end.line };
};

describe('buildSurvivorTree', () => {
  const all = [
    listed(known('c', 'b.py', 'g', 9, 'NoCoverage')),
    listed(known('b', 'a.py', 'f', 7)),
    listed(known('a', 'a.py', '', 2)),
  ];
  const nowhere = { currentPath: undefined, isChanged: undefined };
  const shape = (files: ReturnType<typeof buildSurvivorTree>) =>
    files.map((file) => [file.path, file.count, file.functions.map(({ name }) => name)]);
  const tree = (scope: SurvivorScope, currentPath?: string) =>
    shape(buildSurvivorTree(all, { scope, hidesMarked: true }, { ...nowhere, currentPath }));

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

  it('shows with changedOnBranch what is on changed lines as they are now, and everything while that is not known', () => {
    const moved = { ...listed(known('d', 'c.py', 'h', 3)), firstLine: 30, lastLine: 31 };
    const isChanged = (path: string, first: number, last: number) => path === 'c.py' && first <= 31 && last >= 31;
    const changedOnBranch = { scope: 'changedOnBranch', hidesMarked: true } as const;
    assert.deepEqual(shape(buildSurvivorTree([...all, moved], changedOnBranch, { ...nowhere, isChanged })), [
      ['c.py', 1, ['h']],
    ]);
    assert.equal(buildSurvivorTree([...all, moved], changedOnBranch, nowhere).length, 3);
  });

  it('hides what is marked unless that is wanted, and never a mark that a test contradicts', () => {
    const marked = listed(known('d', 'c.py', 'h', 3), mark('not-useful'));
    const contradicted = listed(known('e', 'd.py', 'i', 3, 'Killed'), mark('equivalent'));
    const files = (hidesMarked: boolean) =>
      buildSurvivorTree([marked, contradicted], { scope: 'all', hidesMarked }, nowhere).map(({ path }) => path);
    assert.deepEqual(files(true), ['d.py']);
    assert.deepEqual(files(false), ['c.py', 'd.py']);
  });
});

describe('readFilter and keepFilter', () => {
  const memento = (value: unknown) => ({ get: () => value, update: () => Promise.resolve() });

  it('give back what was kept, and the first filter where nothing or something else was', async () => {
    const kept: unknown[] = [];
    const filter = { scope: 'changedOnBranch', hidesMarked: false } as const;
    await keepFilter(
      {
        get: () => undefined,
        update: (_, value) => {
          kept.push(value);
          return Promise.resolve();
        },
      },
      filter,
    );
    assert.deepEqual(readFilter(memento(JSON.parse(JSON.stringify(kept[0])))), filter);
    for (const other of [undefined, 'all', { scope: 'unknown', hidesMarked: true }])
      assert.deepEqual(readFilter(memento(other)), { scope: 'all', hidesMarked: true });
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

  it('says how many of the uncaught are marked, without taking them out of a number', () => {
    const score = { detected: 6, undetected: 3, valid: 9, withoutVerdict: 0, withheld: [], score: 6 / 9 };
    const text = describeOutcome({ ...run, status: 'Completed', score }, translate, 2);
    assert.equal(text, '66 %, 3 uncaught, 2 of them marked');
  });
});
